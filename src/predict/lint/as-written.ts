/** A duration as haproxy.cfg has it: "3s", "500ms". */
export function asWritten(ms: number): string {
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}
