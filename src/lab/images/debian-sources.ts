/** What apt knows of one index of packages, as `apt-get indextargets` prints it. */
export const indexFormat = "$(ORIGIN)|$(REPO_URI)|$(RELEASE)|$(CODENAME)|$(COMPONENT)";

/** Comes with the package debian-archive-keyring, on the machine that makes the base and in the base itself. */
export const debianKeyring = "/usr/share/keyrings/debian-archive-keyring.gpg";

/**
 * Source lines for a Debian release, with the mirrors that this machine itself uses. A machine of the release before or
 * after has the same mirrors under other suites. The key is named, as newer releases trust none by default. Empty where the machine is no Debian or has not
 * fetched its lists yet; then mmdebstrap's own default holds.
 * @param targets output of `apt-get indextargets --format <indexFormat> 'Created-By: Packages'`
 * @param codename VERSION_CODENAME of this machine's os-release
 */
export function debianSources(targets: string, release: string, codename: string): readonly string[] {
  const lines = targets.split("\n").flatMap((line) => {
    const [origin, uri = "", , name = "", component] = line.trim().split("|");
    if (origin !== "Debian" || component !== "main" || uri === "") return [];
    const [base, part] = splitSuite(name);
    if (base !== release && base !== codename) return [];
    return part === "" || part === "-updates" || part === "-security"
      ? [`deb [signed-by=${debianKeyring}] ${uri} ${release}${part} main`]
      : [];
  });
  return [...new Set(lines)];
}

function splitSuite(codename: string): readonly [string, string] {
  const at = codename.indexOf("-");
  return at < 0 ? [codename, ""] : [codename.slice(0, at), codename.slice(at)];
}

/** VERSION_CODENAME of an os-release file; empty when there is none. */
export function codenameIn(osRelease: string): string {
  return /^VERSION_CODENAME="?(?<name>[a-z]+)"?$/m.exec(osRelease)?.groups?.["name"] ?? "";
}
