import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import type { Certificate } from "../../src/report/certificate.ts";
import { indexPage } from "../../src/report/index-page.ts";
import type { TopologyRecord } from "../../src/verdict/run-record.ts";
import { failover } from "../timeline/recording.ts";
import { claim, predicted, trial } from "../verdict/trial.ts";
import { installedChromium } from "./chromium.ts";
import { certificateOf, folder, fullRun, tuned } from "./evidence.ts";

/** A browser takes a second to start, and many where everything else goes first. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const executablePath = installedChromium();
const place = executablePath === undefined ? "skipped: no chromium is installed" : executablePath;

/** What somebody could put into a name to have it run. */
const hostile = `"'><script>window.hacked = 1</script><img src=x onerror="window.hacked = 1"></svg></style>`;

const topology: TopologyRecord = {
  networks: [
    { name: "front", prefix: "192.168.1" },
    { name: `back ${hostile}`, prefix: "10.0.0" },
  ],
  hosts: [
    { name: "client", role: "client", addresses: { front: "192.168.1.50" } },
    { name: "lb1", role: "balancer", addresses: { front: "192.168.1.11", [`back ${hostile}`]: "10.0.0.11" } },
    { name: hostile, role: "node", addresses: { [`back ${hostile}`]: "10.0.0.21" } },
  ],
  vips: [{ address: "192.168.1.100", network: "front" }],
};

function spoilt(): Certificate {
  const [published, other] = fullRun.profiles;
  const files = [{ path: hostile, sha256: hostile, text: hostile }];
  const profiles = [published, other].flatMap((each) =>
    each === undefined ? [] : [{ ...each, description: hostile, topology, files }],
  );
  const rounds = [2700, 2900, 3100].map((tookMs, index) =>
    trial({ id: `t-${index} ${hostile}`, round: index + 1, title: hostile }, failover({ tookMs })),
  );
  const predictions = [
    predicted([1230, 1730], { knob: hostile, formula: hostile, source: hostile, note: hostile }),
  ];
  return certificateOf(
    {
      ...{ profiles, system: hostile, run: hostile, environment: { haproxy: hostile, [hostile]: hostile } },
      images: [{ name: hostile, reference: hostile, id: hostile }],
      claims: [{ ...claim, text: hostile, source: hostile }],
      findings: [{ title: hostile, detail: hostile }],
      standIns: [hostile],
      harness: { version: hostile, seed: hostile, replay: hostile },
    },
    ...rounds,
    trial(
      { ...tuned.record, predictions, error: { code: "INTERNAL", message: hostile } },
      failover({ tookMs: 1500 }),
    ),
  );
}

describe.skipIf(executablePath === undefined)(`the page in a browser (${place})`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ ...(executablePath === undefined ? {} : { executablePath }) });
  });
  afterAll(() => browser.close());

  interface Opened {
    readonly page: Page;
    /** What the console complained of, and what was asked of the network. */
    readonly troubles: readonly string[];
  }

  async function open(
    certificate: Certificate,
    options: { width?: number; dark?: boolean } = {},
  ): Promise<Opened> {
    const path = join(await folder(), "index.html");
    await writeFile(path, indexPage(certificate));
    const page = await browser.newPage({
      viewport: { width: options.width ?? 1280, height: 800 },
      colorScheme: options.dark === true ? "dark" : "light",
    });
    onTestFinished(() => page.close());
    const troubles: string[] = [];
    const { href } = pathToFileURL(path);
    page.on("console", (message) => troubles.push(message.text()));
    page.on("pageerror", (error) => troubles.push(error.message));
    page.on("request", (request) => {
      if (request.url() !== href) troubles.push(request.url());
    });
    await page.goto(href);
    return { page, troubles };
  }

  test("shows result, counts and worst figures on the first screen, and fetches nothing", async () => {
    const { page, troubles } = await open(certificateOf());
    expect(await page.locator(".result").innerText()).toMatch(/^PASSED/);
    for (const text of ["1 HOLDS WITH TUNING", "2.899 s ± 3 ms", "lower bounds for a real site"]) {
      const box = await page.getByText(text).first().boundingBox();
      expect(box, text).not.toBeNull();
      expect((box?.y ?? Infinity) + (box?.height ?? 0), text).toBeLessThanOrEqual(800);
    }
    expect(troubles).toEqual([]);
  });

  test("zooms a trial to the millisecond by keyboard, and back", async () => {
    const { page, troubles } = await open(certificateOf());
    const figure = page.locator("figure.timeline").first();
    const bar = figure.locator("rect.window").first();
    const before = await bar.boundingBox();
    await figure.focus();
    await page.keyboard.press("+");
    const closer = await bar.boundingBox();
    expect(closer?.width).toBeGreaterThan((before?.width ?? 0) * 1.2);
    for (let times = 0; times < 20; times++) await page.keyboard.press("+");
    const ticks = await figure.locator(".axis text").allTextContents();
    const [first = NaN, second = NaN] = ticks.map(
      (tick) => parseFloat(tick) * (tick.endsWith(" s") ? 1000 : 1),
    );
    expect(Math.abs(second - first)).toBeLessThanOrEqual(1.001);
    expect(ticks.length).toBeGreaterThan(3);
    const zoomed = await figure.locator("output").innerText();
    await page.keyboard.press("ArrowRight");
    expect(await figure.locator("output").innerText()).not.toBe(zoomed);
    await page.keyboard.press("0");
    expect((await bar.boundingBox())?.width).toBeCloseTo(before?.width ?? 0, 0);
    expect(troubles).toEqual([]);
  });

  test("zooms to the stretch that is marked with the pointer", async () => {
    const { page } = await open(certificateOf());
    const figure = page.locator("figure.timeline").first();
    const svg = figure.locator("svg");
    await svg.scrollIntoViewIfNeeded();
    const box = (await svg.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    const everything = await figure.locator("output").innerText();
    await page.mouse.move(box.x + box.width * 0.5, box.y + 40);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, box.y + 40);
    await page.mouse.up();
    expect(await figure.locator("output").innerText()).not.toBe(everything);
  });

  test("runs nothing and fetches nothing of what came from outside, and shows it as it is", async () => {
    const { page, troubles } = await open(spoilt());
    expect(await page.evaluate("window.hacked")).toBeUndefined();
    expect(await page.locator("script, img").count()).toBe(1);
    expect(await page.locator("h1").innerText()).toContain(hostile);
    expect(await page.locator("svg.topology").first().textContent()).toContain(hostile);
    expect(await page.locator("figure.timeline output").count()).toBe(2);
    expect(await page.locator("details", { hasText: "2 more rounds of" }).first().textContent()).toContain(
      hostile,
    );
    expect(troubles).toEqual([]);
  });

  test("draws three trials of one fault as three dots with the predicted window", async () => {
    const { page } = await open(spoilt());
    const drawing = page.locator("svg.distribution").first();
    expect(await drawing.locator("circle.dot").count()).toBe(3);
    expect(await drawing.locator("rect.window").count()).toBe(1);
  });

  test.each([false, true])("can be read in its colours (dark: %s)", async (dark) => {
    const { page } = await open(certificateOf(), { dark });
    for (const selector of [".result strong", ".refuted", ".not-applicable", ".summary li"]) {
      const found = await page.evaluate<number>(`(${contrast})(${JSON.stringify(selector)})`);
      expect(found, selector).toBeGreaterThanOrEqual(4.5);
    }
  });

  test("is as wide as a phone", async () => {
    const { page } = await open(
      certificateOf({ profiles: fullRun.profiles.map((each) => ({ ...each, topology })) }),
      {
        width: 360,
      },
    );
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
  });

  test("prints without controls, with everything that was folded", async () => {
    const { page } = await open(certificateOf());
    await page.emulateMedia({ media: "print" });
    expect(await page.locator(".controls").first().isVisible()).toBe(false);
    const folded = page.locator("details table").first();
    expect((await folded.boundingBox())?.height).toBeGreaterThan(10);
  });
});

/** The contrast of an element's text with what is behind it, by WCAG 2.2 (relative luminance). Runs in the page. */
const contrast = `(selector) => {
  const paper = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d");
  const luminance = (colours) => {
    for (const colour of colours) {
      paper.fillStyle = colour;
      paper.fillRect(0, 0, 1, 1);
    }
    const [red, green, blue] = [...paper.getImageData(0, 0, 1, 1).data].map((value) =>
      value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const element = document.querySelector(selector);
  const behind = [];
  for (let each = element; each !== null; each = each.parentElement)
    behind.unshift(getComputedStyle(each).backgroundColor);
  behind.unshift(matchMedia("(prefers-color-scheme: dark)").matches ? "#121212" : "#fff");
  const back = luminance(behind);
  const front = luminance([...behind, getComputedStyle(element).color]);
  return (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
}`;
