/** A token, or what gives one: asked at the first call, and again when the gateway trusts it no longer. */
export type Token = string | (() => string | Promise<string>);

/** How long to try, with pauses that double up to a limit. Never shorter than the gateway asks for. */
export interface Retries {
  patienceMs: number;
  pauseMs: number;
  pauseMaxMs: number;
}

export const RETRIES: Retries = { patienceMs: 30_000, pauseMs: 250, pauseMaxMs: 30_000 };

const MAY_PASS = [408, 429, 502, 503, 504];

/**
 * A `fetch` that tries until there is an answer, each time with the same Idempotency-Key and bytes.
 *
 * When it gives up, it returns the last answer, or throws the last network error.
 */
export function retrying(token: Token | undefined, retries: Retries): (request: Request) => Promise<Response> {
  let authorization: string | undefined;

  async function signIn(): Promise<void> {
    const fresh = typeof token === "function" ? await token() : token;
    authorization = fresh === undefined ? undefined : `Bearer ${fresh}`;
  }

  async function send(request: Request): Promise<Response> {
    const attempt = request.clone();
    if (authorization !== undefined) attempt.headers.set("Authorization", authorization);
    return fetch(attempt);
  }

  async function signed(request: Request): Promise<Response> {
    if (authorization === undefined) await signIn();
    const answer = await send(request);
    if (answer.status !== 401 || typeof token !== "function") return answer;
    await signIn();
    return send(request);
  }

  return async (request) => {
    if (request.method === "POST" && !request.headers.has("Idempotency-Key")) {
      request.headers.set("Idempotency-Key", crypto.randomUUID());
    }
    const giveUpAt = performance.now() + retries.patienceMs;
    for (let pauseMs = retries.pauseMs; ; pauseMs = Math.min(2 * pauseMs, retries.pauseMaxMs)) {
      const outcome = await signed(request).catch(networkError);
      if (outcome instanceof Response && !mayPass(outcome)) return outcome;
      const askedMs = outcome instanceof Response ? 1000 * retryAfterS(outcome) : 0;
      // Not all of those who were told to wait should come back at once.
      const waitMs = askedMs + pauseMs * (0.5 + Math.random() / 2);
      if (performance.now() + waitMs > giveUpAt) {
        if (outcome instanceof Response) return outcome;
        throw outcome;
      }
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      request.signal.throwIfAborted();
    }
  };
}

/** `fetch` says TypeError when the network failed. Anything else is thrown on, such as an abort. */
function networkError(error: unknown): TypeError {
  if (error instanceof TypeError) return error;
  throw error;
}

/** Of the conflicts one will pass: the first try arrived although its answer was lost, and is at work. */
function mayPass(answer: Response): boolean {
  return MAY_PASS.includes(answer.status) || (answer.status === 409 && answer.headers.has("Retry-After"));
}

function retryAfterS(answer: Response): number {
  const asked = answer.headers.get("Retry-After") ?? "";
  return /^\d+$/.test(asked) ? Number(asked) : 0;
}
