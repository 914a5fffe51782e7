import type { Rule } from "./finding.ts";
import {
  advertIntRounded,
  fewDownAdverts,
  stallTolerance,
  wholeSecondAdverts,
} from "./rules/advertisements.ts";
import { authIgnored, authPassCut } from "./rules/authentication.ts";
import { checkIgnoresCertificate } from "./rules/check-certificate.ts";
import {
  checkOtherPort,
  connectOnlyCheck,
  plainCheckTlsPort,
  serverWithoutCheck,
  trackOtherHost,
} from "./rules/check-target.ts";
import {
  fallOne,
  noTimeoutCheck,
  reloadForgetsHealth,
  slowSilentEviction,
  spreadChecks,
  timeoutCheckLate,
  timeoutCheckOverInter,
} from "./rules/check-timing.ts";
import { haproxyWarns, keepalivedComplains } from "./rules/complaints.ts";
import {
  balanceSource,
  idleSessions,
  missingTimeouts,
  noRedispatch,
  noShutdownSessions,
  redispatchWithoutRetries,
} from "./rules/connections.ts";
import { noGarpRefresh, noHigherPrioAdvert } from "./rules/gratuitous-arp.ts";
import { hearingRules } from "./rules/hearing.ts";
import { backLinkUntracked, bindNeedsVip, ownLinkUntracked, vipTrafficDropped } from "./rules/links.ts";
import { pairUnicastPeers, pairVipList } from "./rules/pair-addresses.ts";
import { pairHaproxyDiffers } from "./rules/pair-haproxy.ts";
import { pairKeepalivedDiffers } from "./rules/pair-keepalived.ts";
import {
  failbackPreempts,
  nopreemptWeight,
  preemptDelayWeight,
  preemptSettingCleared,
} from "./rules/preemption.ts";
import { equalPriorities, weightTooSmall } from "./rules/priorities.ts";
import { portWithoutFrontend, singleBalancer, singleServer } from "./rules/redundancy.ts";
import {
  haproxyNotWatched,
  processCheckBlind,
  scriptIntervalFraction,
  scriptNoPermission,
  scriptSecurity,
  scriptWithoutDeadline,
  trackProcessInContainer,
  weightedScriptSlow,
} from "./rules/scripts.ts";

/** What a program itself would complain about; told only of lines that no other rule has explained. */
export const complaintRules: readonly Rule[] = [keepalivedComplains, haproxyWarns];

/** Everything that lint knows, in the order of docs/lint.md. */
export const rules: readonly Rule[] = [
  ...hearingRules,
  pairVipList,
  pairUnicastPeers,
  pairHaproxyDiffers,
  pairKeepalivedDiffers,
  processCheckBlind,
  haproxyNotWatched,
  weightTooSmall,
  weightedScriptSlow,
  scriptIntervalFraction,
  scriptWithoutDeadline,
  scriptNoPermission,
  scriptSecurity,
  trackProcessInContainer,
  nopreemptWeight,
  preemptDelayWeight,
  preemptSettingCleared,
  failbackPreempts,
  equalPriorities,
  advertIntRounded,
  wholeSecondAdverts,
  fewDownAdverts,
  stallTolerance,
  authPassCut,
  authIgnored,
  noGarpRefresh,
  noHigherPrioAdvert,
  backLinkUntracked,
  ownLinkUntracked,
  vipTrafficDropped,
  bindNeedsVip,
  checkOtherPort,
  trackOtherHost,
  serverWithoutCheck,
  connectOnlyCheck,
  plainCheckTlsPort,
  checkIgnoresCertificate,
  noTimeoutCheck,
  timeoutCheckLate,
  slowSilentEviction,
  timeoutCheckOverInter,
  fallOne,
  spreadChecks,
  reloadForgetsHealth,
  noRedispatch,
  redispatchWithoutRetries,
  noShutdownSessions,
  missingTimeouts,
  balanceSource,
  idleSessions,
  singleServer,
  singleBalancer,
  portWithoutFrontend,
  ...complaintRules,
];
