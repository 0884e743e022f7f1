// Never run: that it compiles is the test. What must not compile is marked.
import { createRodem, type RiderTrip } from "../src/index.js";

const rodem = createRodem({ baseUrl: "http://127.0.0.1:8000", token: async () => "a token" });
const trip: RiderTrip = {
  trip_id: "6f0c9d8e-0b1f-4c53-9d53-0a4c4f0d7a11",
  vehicle_type: "bike",
  started_at: "2026-05-04T07:30:00Z",
  ended_at: "2026-05-04T07:50:00Z",
};

const { data, error } = await rodem.POST("/v1/trips", { body: trip });
data?.verdict satisfies string | undefined;
error?.code satisfies string | undefined;

export async function report(trip: RiderTrip, key: string): Promise<string> {
  const header = { "Idempotency-Key": key };
  const { data, error } = await rodem.POST("/v1/trips", { body: trip, params: { header } });
  return data ? data.verdict : error.code;
}

// @ts-expect-error no such vehicle
await rodem.POST("/v1/trips", { body: { ...trip, vehicle_type: "car" } });
// @ts-expect-error no such field
data?.points;
// @ts-expect-error no such route
await rodem.GET("/v1/no/such/route");
// @ts-expect-error the path has a parameter
await rodem.PUT("/v1/me/entries/{challenge_id}");
