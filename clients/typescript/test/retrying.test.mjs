// Against a real server on a socket. Needs dist (`npm run build`), and on Node 18 --experimental-global-webcrypto.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { createRodem } from "../dist/index.js";

const SOON = { patienceMs: 2000, pauseMs: 10 };
const TRIP = {
  trip_id: "6f0c9d8e-0b1f-4c53-9d53-0a4c4f0d7a11",
  vehicle_type: "bike",
  started_at: "2026-05-04T07:30:00Z",
  ended_at: "2026-05-04T07:50:00Z",
};

/** A server that keeps what it was sent. `answer(socket, request, before)` gives [status, headers?, body?]. */
async function withGateway(answer, use) {
  const calls = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    calls.push({ url: request.url, headers: request.headers, body });
    const [status, headers = {}, content = {}] = answer(request, calls.length - 1);
    if (status === 0) return request.socket.destroy();
    response.writeHead(status, { "Content-Type": "application/json", ...headers });
    response.end(JSON.stringify(content));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await use(`http://127.0.0.1:${server.address().port}`, calls);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

for (const [name, trouble] of Object.entries({
  "a lost answer": [0],
  "an overload": [503, { "Retry-After": "0" }],
  "a spent quota": [429, { "Retry-After": "0" }],
  "a body that came too slowly": [408],
  "a first try that is still at work": [409, { "Retry-After": "0" }],
})) {
  test(`after ${name} the same is sent again with the same key`, () =>
    withGateway(
      (_, before) => (before < 2 ? trouble : [202, {}, { ...TRIP, verdict: "accepted" }]),
      async (baseUrl, calls) => {
        const rodem = createRodem({ baseUrl, token: "a-token", language: "ca", retries: SOON });
        const { data } = await rodem.POST("/v1/trips", { body: TRIP });
        assert.equal(data.verdict, "accepted");
        await rodem.POST("/v1/trips", { body: TRIP });
        const keys = calls.map((call) => call.headers["idempotency-key"]);
        assert.equal(new Set(keys.slice(0, 3)).size, 1);
        assert.notEqual(keys[3], keys[0]);
        assert.deepEqual(new Set(calls.map((call) => call.body)), new Set([JSON.stringify(TRIP)]));
        assert.equal(calls[2].headers.authorization, "Bearer a-token");
        assert.equal(calls[2].headers["accept-language"], "ca");
      },
    ));
}

test("a refusal is told at once, and is the gateway's problem", () =>
  withGateway(
    () => [409, {}, { code: "sold-out" }],
    async (baseUrl, calls) => {
      const header = { "Idempotency-Key": "mine" };
      const { error } = await createRodem({ baseUrl }).POST("/v1/trips", { body: TRIP, params: { header } });
      assert.equal(error.code, "sold-out");
      assert.deepEqual(calls.map((call) => call.headers["idempotency-key"]), ["mine"]);
    },
  ));

test("an expired token is replaced once", () =>
  withGateway(
    (request) => [request.headers.authorization === "Bearer new" ? 200 : 401],
    async (baseUrl, calls) => {
      const tokens = ["old", "new", "newer"];
      const rodem = createRodem({ baseUrl, token: async () => tokens.shift(), retries: SOON });
      await rodem.GET("/v1/me/summary");
      assert.equal((await rodem.GET("/v1/me/summary")).response.status, 200);
      assert.equal(calls.length, 3);
    },
  ));

test("patience ends", () =>
  withGateway(
    () => [0],
    async (baseUrl, calls) => {
      const rodem = createRodem({ baseUrl, retries: { patienceMs: 100, pauseMs: 10 } });
      await assert.rejects(rodem.GET("/v1/me/summary"), TypeError);
      assert.ok(calls.length > 1);
    },
  ));
