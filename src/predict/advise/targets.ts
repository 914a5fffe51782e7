/** What a user wants: how soon the VIP has to have moved, and a dead server to have left rotation, at the latest. */
export interface Targets {
  readonly vipMs: number;
  readonly evictionMs: number;
  /** Probability that a packet is lost: what short timers cost depends on it. */
  readonly loss: number;
  /** The interface of the balancers that leads to the servers, where it is not that of the VIP. No file says it. */
  readonly backInterface?: string | undefined;
}
