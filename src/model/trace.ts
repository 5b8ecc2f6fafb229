import type { TraceLine } from './account.ts';

/** What a line of a trace says of itself where it changed nothing. `decide` and its steps write these words. */
export const IDLE = {
  replaced: 'replaced',
  over: 'over since',
  unneeded: 'changes nothing',
  overtaken: 'another one expires later',
  refused: 'refused',
  unkept: 'not kept',
} as const;

/** The line that gave an account its level: the last one that did something. A wave that has started only lets others decide. */
export function decidingLine<Line extends Pick<TraceLine, 'says'> & { readonly step: string }>(
  because: readonly Line[],
): Line | undefined {
  const acted = ({ step, says }: Line): boolean =>
    step === 'rollout'
      ? says.includes(': held at ')
      : !Object.values(IDLE).some((words) => says.includes(`: ${words}`) || says.includes(`, ${words}`));
  return because.findLast(acted) ?? because.at(-1);
}
