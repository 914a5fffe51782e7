import { maskLine as maskHaproxy } from "./haproxy/secrets.ts";
import { maskLine as maskKeepalived } from "./keepalived/secrets.ts";
import { mask } from "./source-text.ts";

const keyBeginning = /-----BEGIN .*PRIVATE KEY-----/;
const keyEnd = /-----END .*PRIVATE KEY-----/;

/**
 * A configuration file as it may be shown to anybody: whatever either program could take for a secret is masked, its length
 * too. Rather too much is masked than too little.
 */
export function maskedFile(text: string): string {
  let inKey = false;
  return text
    .split("\n")
    .map((line) => {
      const shown = inKey && !keyEnd.test(line) ? mask : maskedLine(line);
      inKey = keyBeginning.test(line) || (inKey && !keyEnd.test(line));
      return shown;
    })
    .join("\n");
}

function maskedLine(line: string): string {
  const shown = maskKeepalived(maskHaproxy(line));
  return shown === line ? line : shown.replace(/\*[\s*]*$/, mask);
}
