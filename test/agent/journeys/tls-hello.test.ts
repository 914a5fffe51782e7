import { createServer } from "node:tls";
import type { TlsOptions } from "node:tls";
import { generate } from "selfsigned";
import { beforeAll, describe, expect, test } from "vitest";
import { tlsHello } from "../../../src/agent/journeys/tls-hello.ts";
import { listening, listeningWith } from "../listening.ts";
import type { Listening } from "../listening.ts";
import { operated } from "../operated.ts";

let identity: { key: string; cert: string };
beforeAll(async () => {
  const { private: key, cert } = await generate([{ name: "commonName", value: "node.lab" }]);
  identity = { key, cert };
});

function tlsServer(options: TlsOptions = {}): Promise<Listening> {
  const server = createServer({ ...identity, ...options });
  server.on("tlsClientError", () => undefined);
  return listeningWith(server, () => undefined);
}

describe("a TLS ClientHello", () => {
  test.each(["TLSv1.2", "TLSv1.3"] as const)("is answered by a server that speaks %s", async (version) => {
    const server = await tlsServer({ minVersion: version, maxVersion: version });
    expect((await operated(tlsHello({ ...server }))).result).toEqual({ outcome: "ok" });
  });

  test("carries the name that the server is asked for", async () => {
    let asked: string | undefined;
    const server = await tlsServer({
      SNICallback: (name, answer) => {
        asked = name;
        answer(null);
      },
    });
    await operated(tlsHello({ ...server, servername: "kms.lab" }));
    expect(asked).toBe("kms.lab");
  });

  test("is wrong where the server answers with an alert", async () => {
    const server = await tlsServer({ maxVersion: "TLSv1.2", ciphers: "AES128-SHA" });
    expect((await operated(tlsHello({ ...server }))).result).toEqual({
      outcome: "wrong",
      detail: "TLS alert 40",
    });
  });

  test("is wrong where something else than TLS answers", async () => {
    const server = await listening((socket) => socket.write("HTTP/1.1 400 Bad Request\r\n\r\n"));
    expect((await operated(tlsHello({ ...server }))).result).toMatchObject({ outcome: "wrong" });
  });

  test("is a timeout where a balancer accepts and no node answers", async () => {
    const server = await listening((socket) => socket.resume());
    expect((await operated(tlsHello({ ...server }), 80)).result).toEqual({ outcome: "timeout" });
  });

  test("is closed where a balancer without nodes hangs up", async () => {
    const server = await listening((socket) => socket.resume().end());
    expect((await operated(tlsHello({ ...server }))).result).toEqual({ outcome: "closed" });
  });
});
