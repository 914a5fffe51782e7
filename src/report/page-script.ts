import { createHash } from "node:crypto";
import { Markup } from "./markup.ts";

/**
 * Makes the drawings of trials zoomable: buttons, keys (+ − ← → 0) where a drawing has the focus, and a stretch marked with the
 * pointer. What it moves was drawn before it ran, each with its instants in data attributes, so without it the page is whole.
 */
const text = `"use strict";
const leastMs = 5;
const steps = [1, 2, 5];
const shown = (ms) => Math.abs(ms) >= 1000 ? (ms / 1000).toFixed(3) + " s" : Number(ms.toFixed(1)) + " ms";
const stepFor = (span) => {
  const power = 10 ** Math.floor(Math.log10(span / 5));
  return power * (steps.find((step) => span / (step * power) <= 8) ?? 10);
};
for (const figure of document.querySelectorAll("figure.timeline")) {
  const svg = figure.querySelector("svg");
  const { start, end, left, width } = Object.fromEntries(Object.entries(figure.dataset).map(([key, value]) => [key, Number(value)]));
  const axis = svg.querySelector(".axis");
  const view = { from: start, to: end };
  const x = (ms) => left + width * (Math.min(Math.max(ms, view.from), view.to) - view.from) / (view.to - view.from);
  const says = document.createElement("output");
  const draw = () => {
    for (const bar of svg.querySelectorAll("[data-from]")) {
      const [from, to] = [Number(bar.dataset.from), Number(bar.dataset.to)];
      const outside = to < view.from || from > view.to;
      bar.setAttribute("visibility", outside ? "hidden" : "visible");
      bar.setAttribute("x", x(from));
      bar.setAttribute("width", Math.max(1, x(to) - x(from)));
    }
    for (const mark of svg.querySelectorAll("[data-at]")) {
      const at = Number(mark.dataset.at);
      mark.setAttribute("visibility", at < view.from || at > view.to ? "hidden" : "visible");
      mark.setAttribute("transform", "translate(" + x(at) + " 0)");
    }
    const step = stepFor(view.to - view.from);
    axis.replaceChildren();
    for (let ms = Math.ceil(view.from / step) * step; ms <= view.to; ms += step) {
      const tick = document.createElementNS("http://www.w3.org/2000/svg", "text");
      tick.setAttribute("class", "tick");
      tick.setAttribute("x", x(ms));
      tick.setAttribute("y", 10);
      tick.setAttribute("text-anchor", "middle");
      tick.textContent = shown(ms);
      axis.append(tick);
    }
    says.textContent = shown(view.from) + " – " + shown(view.to) + " after the fault";
  };
  const look = (from, to) => {
    const span = Math.min(Math.max(to - from, leastMs), end - start);
    view.from = Math.min(Math.max(from, start), end - span);
    view.to = view.from + span;
    draw();
  };
  const zoom = (factor) => {
    const middle = (view.from + view.to) / 2;
    const half = (view.to - view.from) * factor / 2;
    look(middle - half, middle + half);
  };
  const move = (share) => {
    const by = (view.to - view.from) * share;
    look(view.from + by, view.to + by);
  };
  const acts = {
    "+": ["zoom in", () => zoom(0.5)],
    "-": ["zoom out", () => zoom(2)],
    ArrowLeft: ["earlier", () => move(-0.25)],
    ArrowRight: ["later", () => move(0.25)],
    0: ["everything", () => look(start, end)],
  };
  const controls = document.createElement("div");
  controls.className = "controls";
  for (const [key, [name, act]] of Object.entries(acts)) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name;
    button.title = "key: " + key;
    button.addEventListener("click", act);
    controls.append(button);
  }
  controls.append(says);
  figure.prepend(controls);
  figure.tabIndex = 0;
  figure.addEventListener("keydown", (event) => {
    const act = acts[event.key === "=" ? "+" : event.key];
    if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act[1]();
  });
  const msAt = (event) => {
    const box = svg.getBoundingClientRect();
    const at = (event.clientX - box.left) * svg.viewBox.baseVal.width / box.width;
    return view.from + (view.to - view.from) * Math.min(Math.max((at - left) / width, 0), 1);
  };
  let marked;
  svg.addEventListener("pointerdown", (event) => { marked = event.pointerType === "touch" ? undefined : msAt(event); });
  svg.addEventListener("pointerup", (event) => {
    const [from, to] = [marked ?? 0, msAt(event)].sort((a, b) => a - b);
    if (marked !== undefined && to - from > (view.to - view.from) / 50) look(from, to);
    marked = undefined;
  });
  svg.addEventListener("dblclick", () => look(start, end));
  draw();
}
`;

export const pageScript = new Markup(text);

/** What the page's policy knows its script by. */
export const scriptDigest = createHash("sha256").update(text).digest("base64");
