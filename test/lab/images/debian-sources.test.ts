import { expect, test } from "vitest";
import { codenameIn, debianKeyring, debianSources } from "../../../src/lab/images/debian-sources.ts";

const targets = `Debian|http://mirror.example/debian/|bookworm|bookworm|main
Debian|http://mirror.example/debian/|bookworm-updates|bookworm-updates|main
Debian|http://mirror.example/security/|stable-security|bookworm-security|main
Debian|http://mirror.example/debian/|bookworm-backports|bookworm-backports|main
Debian|http://mirror.example/debian/|bookworm|bookworm|contrib
Somebody|http://other.example/debian/|bookworm|bookworm|main
`;

test("a Debian of the wanted release lends its own mirrors, and nobody else's", () => {
  expect(debianSources(targets, "bookworm", "bookworm")).toEqual([
    `deb [signed-by=${debianKeyring}] http://mirror.example/debian/ bookworm main`,
    `deb [signed-by=${debianKeyring}] http://mirror.example/debian/ bookworm-updates main`,
    `deb [signed-by=${debianKeyring}] http://mirror.example/security/ bookworm-security main`,
  ]);
});

test("another release is at the same mirrors under its own suites", () => {
  expect(
    debianSources(targets, "trixie", "bookworm").map((line) => line.split(" ").slice(3).join(" ")),
  ).toEqual(["trixie main", "trixie-updates main", "trixie-security main"]);
});

test("Ubuntu, and a machine without lists, have none", () => {
  expect(
    debianSources("Ubuntu|http://mirror.example/ubuntu/|noble|noble|main\n", "bookworm", "noble"),
  ).toEqual([]);
  expect(
    debianSources(
      "$(ORIGIN)|http://mirror.example/debian/|bookworm|$(CODENAME)|main\n",
      "bookworm",
      "bookworm",
    ),
  ).toEqual([]);
  expect(debianSources("", "bookworm", "bookworm")).toEqual([]);
});

test("the codename is read with quotes and without", () => {
  expect(codenameIn('NAME="Debian"\nVERSION_CODENAME=bookworm\n')).toBe("bookworm");
  expect(codenameIn('VERSION_CODENAME="trixie"\n')).toBe("trixie");
  expect(codenameIn('NAME="Fedora"\n')).toBe("");
});
