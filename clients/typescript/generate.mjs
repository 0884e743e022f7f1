// Writes src/schema.ts from docs/openapi.json, or to the file that is named. Run by `make clients`.
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const document = JSON.parse(await readFile(new URL("../../docs/openapi.json", import.meta.url), "utf8"));
for (const item of Object.values(document.paths)) {
  for (const operation of Object.values(item)) {
    // Every refusal has the same shape: the default says it once.
    const told = Object.entries(operation.responses).filter(([status]) => !/^[345]/.test(status));
    operation.responses = Object.fromEntries(told);
    for (const parameter of operation.parameters ?? []) {
      // Whoever gives none gets a new one for each call: see src/index.ts.
      if (parameter.name === "Idempotency-Key") parameter.required = false;
    }
  }
}
const text = astToString(await openapiTS(document, { rootTypes: true, rootTypesNoSchemaPrefix: true }));
const head = "// Made from the OpenAPI document by `make clients`: do not change it here.\n\n";
await writeFile(process.argv[2] ?? new URL("src/schema.ts", import.meta.url), head + text);
