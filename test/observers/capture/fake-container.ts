import { Duplex, PassThrough } from "node:stream";
import type Dockerode from "dockerode";

/** A program in a container, played by a test: it prints what the test says and hears what is written to it. */
export class FakeProgram {
  readonly command: readonly string[];
  readonly stdout = new PassThrough();
  readonly stderr = new PassThrough();
  readonly stream: Duplex;
  /** What it does when it is written to. */
  onInput: () => void = () => undefined;

  constructor(command: readonly string[]) {
    this.command = command;
    this.stream = new Duplex({
      read: () => undefined,
      write: (_piece, _encoding, done) => {
        this.onInput();
        done();
      },
      // It ends when its standard input does.
      final: (done) => {
        this.die();
        done();
      },
    });
  }

  die(): void {
    this.stream.push(null);
    this.stream.resume();
  }
}

/** A container in which every program is played by a test. */
export class FakeContainer {
  readonly programs: FakeProgram[] = [];
  readonly #onStart: (program: FakeProgram) => void;

  constructor(onStart: (program: FakeProgram) => void = () => undefined) {
    this.#onStart = onStart;
  }

  /** As much of the engine's client as is used to run a program. */
  get container(): Dockerode.Container {
    const fake = {
      exec: ({ Cmd }: { Cmd: string[] }) => {
        const program = new FakeProgram(Cmd);
        this.programs.push(program);
        return Promise.resolve({ start: () => Promise.resolve(program.stream) });
      },
      modem: {
        demuxStream: (from: Duplex, out: PassThrough, err: PassThrough) => {
          const program = this.programs.find(({ stream }) => stream === from);
          program?.stdout.on("data", (piece) => out.write(piece));
          program?.stderr.on("data", (piece) => err.write(piece));
          if (program !== undefined) this.#onStart(program);
        },
      },
    };
    return fake as unknown as Dockerode.Container;
  }
}
