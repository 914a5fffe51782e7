import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { imageRecords } from "../../src/trial/image-records.ts";
import { profileRecords } from "../../src/trial/profile-records.ts";
import { loadSystem } from "../../src/trial/systems.ts";

test("a profile's record has every file of its balancers, with the digest of what was written and no secret", async () => {
  const system = await loadSystem("cosmian-kms");
  const [published] = await profileRecords(system, ["published"]);
  const { hosts } = await system.stack({ profile: "published" });
  const written = hosts.find(({ name }) => name === "lb1")?.files["/etc/keepalived/keepalived.conf"] ?? "";
  const record = published?.files.find(({ path }) => path === "lb1:/etc/keepalived/keepalived.conf");
  expect(written).toContain("auth_pass SecretPassword");
  expect(record?.sha256).toBe(createHash("sha256").update(written).digest("hex"));
  expect(record?.text).toBe(written.replace("SecretPassword", "********"));
  expect(JSON.stringify(published)).not.toMatch(/SecretPassword|PRIVATE KEY/);
});

test("a profile's record says who is where", async () => {
  const [tuned] = await profileRecords(await loadSystem("cosmian-kms"), ["tuned"]);
  expect(tuned?.topology?.vips).toEqual([{ address: "192.168.1.100", network: "front" }]);
  expect(tuned?.topology?.hosts).toContainEqual({
    name: "lb1",
    role: "balancer",
    addresses: { front: "192.168.1.11", back: "10.0.0.11" },
  });
});

test("an image is recorded with its id, and one that the engine does not know is an error", async () => {
  const inspect = (reference: string): Promise<{ Id: string }> =>
    reference === "haproof/lb:1"
      ? Promise.resolve({ Id: "sha256:ab" })
      : Promise.reject(new Error("no such"));
  const docker = { getImage: (reference: string) => ({ inspect: () => inspect(reference) }) } as never;
  expect(await imageRecords({ docker }, { lb: "haproof/lb:1" })).toEqual([
    { name: "lb", reference: "haproof/lb:1", id: "sha256:ab" },
  ]);
  await expect(imageRecords({ docker }, { kms: "gone" })).rejects.toMatchObject({ code: "ENGINE_FAILED" });
});
