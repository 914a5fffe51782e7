import { describe, expect, test } from "vitest";
import { leadershipOf } from "../../src/observers/leadership.ts";

/** What `etcdctl watch -w json` prints (etcd 3.4.23), shortened to what is read. */
function said(...events: readonly [key: string, value: string | undefined, revision: number][]): unknown {
  const base64 = (text: string): string => Buffer.from(text).toString("base64");
  return {
    Header: { revision: 9 },
    Events: events.map(([key, value, mod_revision]) => ({
      ...(value === undefined ? { type: "DELETE" } : {}),
      kv: {
        key: base64(`/service/haproof/${key}`),
        mod_revision,
        ...(value === undefined ? {} : { value: base64(value) }),
      },
    })),
  };
}

const reader = (): ReturnType<typeof leadershipOf> => leadershipOf("/service/haproof/");

describe("the lease store's keys tell", () => {
  test("who takes the lock, and that it ended with its lease", () => {
    const read = reader();
    expect(read(said(["leader", "pg1", 4]))).toEqual([{ member: "pg1", aspect: "lock", holds: true }]);
    expect(read(said(["leader", undefined, 7]))).toEqual([{ member: "pg1", aspect: "lock", holds: false }]);
    expect(read(said(["leader", "pg2", 8]))).toEqual([{ member: "pg2", aspect: "lock", holds: true }]);
  });

  test("who may inherit it, and that nobody may", () => {
    const read = reader();
    expect(read(said(["sync", '{"leader":"pg1","sync_standby":"pg2"}', 5]))).toEqual([
      { member: "pg2", aspect: "synchronous", holds: true },
    ]);
    expect(read(said(["sync", '{"leader":"pg2","sync_standby":null}', 6]))).toEqual([
      { member: "pg2", aspect: "synchronous", holds: false },
    ]);
  });

  test("nothing that another store has told already, and nothing of other keys", () => {
    const read = reader();
    expect(read(said(["leader", "pg1", 4]))).toHaveLength(1);
    expect(read(said(["leader", "pg1", 4], ["leader", undefined, 3]))).toEqual([]);
    expect(read(said(["members/pg1", "{}", 5], ["status", "{}", 6]))).toEqual([]);
    expect(read({ Header: {}, Created: true })).toEqual([]);
  });

  test("nothing new where the holder writes its name again", () => {
    const read = reader();
    read(said(["leader", "pg1", 4]));
    expect(read(said(["leader", "pg1", 5]))).toEqual([]);
  });
});
