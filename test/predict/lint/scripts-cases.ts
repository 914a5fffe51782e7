import { change, cleanKeepalived } from "./clean-files.ts";
import { both, killall, lb1, lb2, noCheck, preempts, weighted, type Case } from "./rule-case.ts";

export const scriptsCases: readonly Case[] = [
  {
    rule: "process-check-blind",
    severity: "error",
    files: both(killall),
    line: 'script "killall -0 haproxy"',
    why: /hangs passes: the VIP never leaves.*psmisc/,
  },
  {
    rule: "process-check-blind",
    what: "a check that only connects",
    severity: "error",
    files: both([/script ".*"/, 'script "nc -z 127.0.0.1 80"']),
    line: 'script "nc -z 127.0.0.1 80"',
    why: /hangs passes/,
  },
  {
    rule: "haproxy-not-watched",
    severity: "error",
    files: both(noCheck),
    line: "vrrp_instance VI_1 {",
    why: /the VIP never moves/,
  },
  {
    rule: "weight-too-small",
    severity: "error",
    files: {
      lb1: change(lb1, ["weight 0", "weight 10"], ["101", "120"], preempts),
      lb2: change(lb2, ["weight 0", "weight 10"], preempts),
    },
    line: "weight 10",
    why: /keeps priority 120, and nobody has more: the VIP never moves/,
  },
  {
    rule: "weight-too-small",
    what: "for the third balancer only",
    severity: "error",
    files: {
      lb1: change(lb1, ["weight 0", "weight 2"], preempts),
      lb2: change(lb2, ["weight 0", "weight 2"], preempts),
      lb3: change(cleanKeepalived(99), ["weight 0", "weight 2"], preempts),
    },
    line: "weight 2",
    why: /never moves to lb3, which is well \(a tie/,
  },
  {
    rule: "weighted-script-slow",
    severity: "warning",
    files: both(weighted, preempts),
    line: "weight 5",
    why: /moves after 1\.29–2\.84 s.*with weight 0 after 0\.30–1\.35 s/,
  },
  {
    rule: "script-interval-fraction",
    severity: "error",
    files: both(["interval 1", "interval 0.5"]),
    line: "interval 0.5",
    why: /after 0\.00–1\.02 s, not after 0\.00–0\.52 s/,
  },
  {
    rule: "script-without-deadline",
    severity: "note",
    files: both(["--max-time 0.5 ", ""]),
    line: /^script/,
    why: /after 1\.30–2\.32 s, with a deadline of 0\.5 s after 0\.80–1\.82 s/,
  },
  {
    rule: "script-no-permission",
    severity: "error",
    files: both(killall, ["script_user root", "script_user nobody"]),
    line: 'script "killall -0 haproxy"',
    why: /no balancer ever holds the VIP/,
  },
  {
    rule: "script-security",
    severity: "warning",
    files: both(["    enable_script_security\n", ""]),
    line: "vrrp_script chk_haproxy {",
    why: /they run as root/,
  },
  {
    rule: "track-process-in-container",
    severity: "note",
    files: both(
      noCheck,
      ["vrrp_instance", "vrrp_track_process proc {\n    process haproxy\n}\n\nvrrp_instance"],
      ["    nopreempt", "    track_process {\n        proc weight 0\n    }\n    nopreempt"],
    ),
    line: "proc weight 0",
    why: /in a container it never fails/,
  },
  {
    rule: "nopreempt-weight",
    severity: "error",
    files: both(weighted),
    line: "nopreempt",
    why: /never moves to lb\d: .*with weight 0 it moves in 0\.30–1\.35 s/,
  },
  {
    rule: "preempt-delay-weight",
    severity: "error",
    files: both(weighted, ["    nopreempt", "    preempt_delay 5"]),
    line: "preempt_delay 5",
    why: /moves after 6\.29–8\.34 s.*with weight 0 after 0\.30–1\.35 s/,
  },
];
