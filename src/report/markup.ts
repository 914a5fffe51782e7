/** Text that is markup already. Only this file makes it, so that nothing reaches a report unescaped. */
export class Markup {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** What may stand in a template: markup stays, everything else is escaped; lists are joined, absent things vanish. */
export type Content = Markup | string | number | undefined | readonly Content[];

/** A template for HTML, SVG and XML in which every value is escaped unless it is markup itself. */
export function markup(parts: TemplateStringsArray, ...values: readonly Content[]): Markup {
  const rendered = values.map((value, index) => `${render(value)}${parts[index + 1] ?? ""}`);
  return new Markup(`${parts[0] ?? ""}${rendered.join("")}`);
}

function render(value: Content): string {
  if (value === undefined) return "";
  if (value instanceof Markup) return value.toString();
  if (typeof value === "string" || typeof value === "number") return escape(String(value));
  return value.map(render).join("");
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** XML 1.0 knows no control characters but tab, line feed and carriage return, not even as references. */
const forbidden = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

function escape(text: string): string {
  return text.replace(forbidden, "\uFFFD").replace(/[&<>"']/g, (character) => entities[character] ?? "");
}
