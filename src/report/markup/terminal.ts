import { styleText } from 'node:util';

/** Colours for a terminal, or none. No meaning rests on a colour alone. */
export interface Paint {
  good(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
  strong(text: string): string;
  dim(text: string): string;
}

export function paint(colour: boolean): Paint {
  const style = (format: Parameters<typeof styleText>[0]) => (text: string) =>
    colour ? styleText(format, text, { validateStream: false }) : text;
  return { good: style('green'), bad: style('red'), warn: style('yellow'), strong: style('bold'), dim: style('dim') };
}

/** A number for people: 1,500. */
export function grouped(count: number): string {
  return count.toLocaleString('en-GB');
}

/** "1 account", "2 accounts". */
export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}
