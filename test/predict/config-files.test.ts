import { describe, expect, it } from "vitest";
import { sortFiles } from "../../src/predict/config-files.ts";

const haproxy = (name: string): { name: string; text: string } => ({
  name,
  text: "# mine\ndefaults\n  mode tcp\n",
});
const keepalived = (name: string): { name: string; text: string } => ({
  name,
  text: "! mine\nvrrp_instance a {\n}\n",
});

describe("files are told apart by what stands in them", () => {
  it("one haproxy.cfg serves all balancers, whose names are in the file names", () => {
    const sorted = sortFiles([
      keepalived("keepalived-lb1.conf"),
      haproxy("x.conf"),
      keepalived("keepalived-lb2.conf"),
    ]);
    expect(sorted.map(({ host }) => host)).toEqual(["lb1", "lb2"]);
    for (const { haproxy: own } of sorted) expect(own.map(({ name }) => name)).toEqual(["x.conf"]);
  });

  it("folders keep what belongs to one balancer together", () => {
    const sorted = sortFiles([
      ...[haproxy("a/haproxy.cfg"), keepalived("a/keepalived.conf")],
      ...[haproxy("b/haproxy.cfg"), keepalived("b/keepalived.conf"), haproxy("shared/common.cfg")],
    ]);
    expect(sorted.map(({ host, haproxy: own }) => [host, ...own.map(({ name }) => name)])).toEqual([
      ["a", "a/haproxy.cfg", "shared/common.cfg"],
      ["b", "b/haproxy.cfg", "shared/common.cfg"],
    ]);
  });

  it("balancers are numbered where the names do not tell", () => {
    expect(sortFiles([keepalived("keepalived.conf")]).map(({ host }) => host)).toEqual(["lb1"]);
    expect(
      sortFiles([keepalived("x y.conf"), keepalived("keepalived.conf")]).map(({ host }) => host),
    ).toEqual(["lb1", "lb2"]);
  });

  it("HAProxy alone is one balancer", () => {
    expect(sortFiles([haproxy("a.cfg"), haproxy("b.cfg")])).toMatchObject([
      { host: "lb1", keepalived: undefined },
    ]);
  });

  it("a file that is neither is refused by name", () => {
    expect(() => sortFiles([{ name: "notes.txt", text: "hello" }])).toThrow(/notes.txt is neither/);
  });
});
