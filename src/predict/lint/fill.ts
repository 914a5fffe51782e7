/** Words as lines that are not wider than `width`, the first after `before`, the others a little further in. */
export function filled(words: readonly string[], before: string, width = 80): readonly string[] {
  const lines: string[] = [];
  let line = before;
  for (const word of words) {
    if (line.length + 1 + word.length > width && line.trim() !== "") {
      lines.push(line);
      line = `${" ".repeat(before.length)}  ${word}`;
    } else line = line.trim() === "" ? `${line}${word}` : `${line} ${word}`;
  }
  return [...lines, line];
}

/** The words of a sentence; a number stays on one line with its unit. */
export function wordsOf(text: string): readonly string[] {
  return text.split(/ (?!m?s\b)/);
}
