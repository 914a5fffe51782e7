/** One thing that catches a reader of the published Cosmian KMS files, by its row in the project's list of claims. */
export interface Catch {
  readonly claim: string;
  readonly says: string;
  /** The rules that name it in the published files. */
  readonly named: readonly string[];
  /** Where they do not show it: the rule that names it in files that do, or why no file can. */
  readonly otherwise?: { readonly rule?: string; readonly because?: string };
}

export const catches: readonly Catch[] = [
  {
    claim: "KMS-01",
    says: "a UI session needs one salt on all nodes",
    named: [],
    otherwise: { because: "the nodes' own settings" },
  },
  {
    claim: "KMS-02",
    says: "without a drain requests in flight fail",
    named: [],
    otherwise: { because: "an operation, not a setting" },
  },
  {
    claim: "KMS-05",
    says: "the standby balancer can be blind",
    named: [],
    otherwise: { because: "what a balancer reaches is no setting" },
  },
  {
    claim: "KMS-06",
    says: "balancers and nodes share one LAN",
    named: [],
    otherwise: { because: "the networks are not in the files" },
  },
  {
    claim: "KMS-07",
    says: "a server starts UP after a reload, ready or not",
    named: ["reload-forgets-health"],
  },
  {
    claim: "KMS-08",
    says: "a restart hides from the check, or moves the VIP",
    named: [],
    otherwise: { because: "an operation: predict tells of a restart" },
  },
  {
    claim: "KMS-11",
    says: "keys made after the dump are gone",
    named: [],
    otherwise: { because: "backups are not in the files" },
  },
  { claim: "KMS-12", says: "keepalived watches the process alone", named: ["process-check-blind"] },
  {
    claim: "KMS-13",
    says: "the service retries for 3.2 s",
    named: [],
    otherwise: { because: "the nodes' own settings" },
  },
  { claim: "KMS-16", says: "a plain check may meet TLS", named: ["plain-check-tls-port"] },
  {
    claim: "KMS-17",
    says: "verify none hides an expired certificate",
    named: [],
    otherwise: { rule: "check-ignores-certificate" },
  },
  {
    claim: "KMS-18",
    says: "a balancer that differs serves another list",
    named: [],
    otherwise: { rule: "pair-haproxy-differs" },
  },
  { claim: "KMS-19", says: "health on 9998, service on 5696", named: ["check-other-port"] },
  { claim: "KMS-22", says: "connections stay with a dead node", named: ["no-redispatch"] },
  { claim: "KMS-23", says: "idle sessions are closed", named: ["idle-sessions"] },
  {
    claim: "KMS-24",
    says: "the real socket wants a client's certificate",
    named: [],
    otherwise: { because: "the nodes' own settings" },
  },
  {
    claim: "KMS-25",
    says: "counters begin anew with a process",
    named: [],
    otherwise: { because: "statistics, not a setting" },
  },
  {
    claim: "KMS-26",
    says: "9 s is the maximum, and 18 s where nobody answers",
    named: ["no-timeout-check"],
  },
  { claim: "KMS-27", says: "silence takes 15 to 18 s", named: ["no-timeout-check"] },
  { claim: "KMS-29", says: "sessions on a frozen node hang", named: ["no-shutdown-sessions"] },
  {
    claim: "KMS-30",
    says: "a node may answer before it is ready",
    named: [],
    otherwise: { because: "what the checked path asks is not in the files" },
  },
  {
    claim: "KMS-32",
    says: "two good answers let a flapping node back",
    named: [],
    otherwise: { because: "predict tells the way back: no value is right for all" },
  },
  {
    claim: "KMS-33",
    says: "more differs than state and priority",
    named: [],
    otherwise: { rule: "pair-keepalived-differs" },
  },
  { claim: "KMS-34", says: "two holders", named: ["no-garp-refresh"] },
  { claim: "KMS-36", says: "the weight is slow", named: ["weighted-script-slow"] },
  {
    claim: "KMS-37",
    says: "no interval below a second in 2.2.7",
    named: [],
    otherwise: { rule: "script-interval-fraction" },
  },
  { claim: "KMS-38", says: "a weight below the spread", named: [], otherwise: { rule: "weight-too-small" } },
  {
    claim: "KMS-39",
    says: "what becomes of the VIP with HAProxy dead everywhere",
    named: ["weighted-script-slow"],
  },
  {
    claim: "KMS-40",
    says: "two router ids make two masters",
    named: [],
    otherwise: { rule: "pair-router-id" },
  },
  { claim: "KMS-41", says: "only eight characters of the password count", named: ["auth-pass-cut"] },
  { claim: "KMS-41", says: "version 3 has no password", named: [], otherwise: { rule: "auth-ignored" } },
  { claim: "KMS-41", says: "two passwords make two masters", named: [], otherwise: { rule: "pair-auth" } },
  {
    claim: "KMS-42",
    says: "killall -0 is blind, and nothing without psmisc",
    named: ["process-check-blind"],
  },
  { claim: "KMS-43", says: "two breaks an incident", named: ["failback-preempts"] },
  { claim: "KMS-44", says: "never in two seconds", named: ["whole-second-adverts"] },
  {
    claim: "KMS-44",
    says: "a fraction of a second is rounded in version 2",
    named: [],
    otherwise: { rule: "advert-int-rounded" },
  },
  {
    claim: "KMS-48",
    says: "all balancers must get the line",
    named: [],
    otherwise: { rule: "pair-haproxy-differs" },
  },
  { claim: "KMS-49", says: "a single balancer", named: [], otherwise: { rule: "single-balancer" } },
  {
    claim: "KMS-50",
    says: "established connections break",
    named: [],
    otherwise: { because: "HAProxy keeps no state of TCP elsewhere: nothing to set" },
  },
  {
    claim: "KMS-52",
    says: "the checked path passes on a read-only database",
    named: [],
    otherwise: { because: "what the checked path asks is not in the files" },
  },
  {
    claim: "KMS-53",
    says: "a slow database takes all nodes out at once",
    named: [],
    otherwise: { because: "what the checked path asks is not in the files" },
  },
  { claim: "KMS-54", says: "no frontend for HTTP", named: ["port-without-frontend"] },
  { claim: "KMS-55", says: "a restart of keepalived moves the VIP twice", named: ["failback-preempts"] },
  { claim: "3.1", says: "the back-end link is not tracked", named: ["back-link-untracked"] },
  { claim: "1.4 of the timing model", says: "the silent black hole", named: ["no-higher-prio-advert"] },
];
