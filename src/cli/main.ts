import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { HarnessError, messageOf } from "../errors.ts";

/** Each command is a module of its own, loaded only when it is called: `predict` must not wait for Docker's client. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  certify: async () => (await import("./certify.ts")).certifyCommand(),
  list: async () => (await import("./list.ts")).listCommand(),
  predict: async () => (await import("./predict.ts")).predictCommand(),
  simulate: async () => (await import("./simulate.ts")).simulateCommand(),
  lint: async () => (await import("./lint.ts")).lintCommand(),
  advise: async () => (await import("./advise.ts")).adviseCommand(),
  doctor: async () => (await import("./doctor.ts")).doctorCommand(),
  clean: async () => (await import("./clean.ts")).cleanCommand(),
  key: async () => (await import("./key.ts")).keyCommand(),
  sign: async () => (await import("./sign.ts")).signCommand(),
  verify: async () => (await import("./verify.ts")).verifyCommand(),
  diff: async () => (await import("./diff.ts")).diffCommand(),
  recompute: async () => (await import("./recompute.ts")).recomputeCommand(),
};

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  version: string;
};

async function main(args: readonly string[]): Promise<void> {
  const program = new Command("haproof")
    .description(
      "Failover of HAProxy and keepalived: predicted from the configuration, broken on real containers, measured, certified.",
    )
    .version(version)
    .exitOverride()
    .showHelpAfterError();
  const asked = args.find((argument) => !argument.startsWith("-"));
  const load = asked === undefined ? undefined : commands[asked];
  const wanted = load === undefined ? Object.values(commands) : [load];
  for (const command of wanted) program.addCommand((await command()).exitOverride());
  await program.parseAsync([...args], { from: "user" });
}

// Whoever reads the output may have seen enough: `haproof list | head`.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

main(process.argv.slice(2)).catch((error: unknown) => {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 64;
  } else if (error instanceof HarnessError) {
    process.stderr.write(`haproof: ${error.message}\n`);
    process.exitCode = error.exitCode;
  } else if (error instanceof DOMException && error.name === "AbortError") {
    process.stderr.write("haproof: interrupted; every fault is healed and every lab is gone\n");
    process.exitCode = 130;
  } else {
    process.stderr.write(
      `haproof: internal error: ${error instanceof Error ? (error.stack ?? error.message) : messageOf(error)}\n`,
    );
    process.exitCode = 70;
  }
});
