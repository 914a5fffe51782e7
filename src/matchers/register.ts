import { expect } from "vitest";
import { toAgree } from "./to-agree.ts";
import { toAffectOnly } from "./to-affect-only.ts";
import { toEvictWithin } from "./to-evict-within.ts";
import { toMoveVipWithin } from "./to-move-vip-within.ts";
import { toReadmitWithin } from "./to-readmit-within.ts";
import { toRecoverWithin } from "./to-recover-within.ts";
import { toStayUp } from "./to-stay-up.ts";

/** Importing this file teaches vitest's `expect` the matchers of haproof. */
expect.extend({
  toAffectOnly,
  toAgree,
  toEvictWithin,
  toMoveVipWithin,
  toReadmitWithin,
  toRecoverWithin,
  toStayUp,
});
