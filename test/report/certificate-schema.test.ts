import { format } from "prettier";
import { expect, test } from "vitest";
import { certificateJsonSchema } from "../../src/report/certificate.ts";

test("the published JSON Schema is the one that the code uses (vitest -u writes it anew)", async () => {
  const text = await format(JSON.stringify(certificateJsonSchema()), { parser: "json", printWidth: 110 });
  await expect(text).toMatchFileSnapshot("../../docs/certificate.schema.json");
});
