import type { OwnImages, System } from "./system.ts";

/** The system with the user's images in the place of stand-ins: what those stand-ins decided is decided by real software now. */
export function withOwnImages(system: System, images: OwnImages): System {
  const roles = Object.keys(images);
  return {
    ...system,
    claims: system.claims.map((claim) =>
      claim.standIn !== undefined && roles.includes(claim.standIn) ? { ...claim, decidedBy: "real" } : claim,
    ),
    standIns: system.standIns.filter((text) => !roles.some((role) => text.includes(`--image ${role}=`))),
  };
}
