import { Command } from "commander";
import { makeKey } from "../report/signing-key.ts";

/** `haproof key <file>`: an Ed25519 key to sign certificates with. */
export function keyCommand(): Command {
  return new Command("key")
    .description(
      "make an Ed25519 key to sign certificates with: <file> for you alone, <file>.pub for everybody",
    )
    .argument("<file>", "where the private key goes; nothing is overwritten")
    .action(async (file: string) => {
      const { privateFile, publicFile, keyid } = await makeKey(file);
      process.stdout.write(`private key: ${privateFile}\npublic key: ${publicFile}\nkey id: ${keyid}\n`);
    });
}
