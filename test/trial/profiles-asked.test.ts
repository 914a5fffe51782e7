import { expect, test } from "vitest";
import { profilesAsked } from "../../src/trial/profiles-asked.ts";

const system = {
  name: "example",
  profiles: [
    { name: "published", asPublished: true, onRequest: true, description: "" },
    { name: "tuned", asPublished: false, description: "" },
  ],
};

test("a profile on request is taken by name and by night only", () => {
  expect(profilesAsked(system, { asked: undefined, nightly: false })).toEqual(["tuned"]);
  expect(profilesAsked(system, { asked: undefined, nightly: true })).toEqual(["published", "tuned"]);
  expect(profilesAsked(system, { asked: ["published"], nightly: false })).toEqual(["published"]);
});

test("a profile that the system does not have is told with those that it has", () => {
  expect(() => profilesAsked(system, { asked: ["fast"], nightly: false })).toThrow(
    'example has no profile "fast"; it has published, tuned',
  );
});
