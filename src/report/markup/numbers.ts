/** How numbers read, made by hand: the same bytes from every version of Node, and the same text in every browser. */

/** 1,249,000 */
export function grouped(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

/** "97.3 %"; a dash where there is nothing to take a share of. */
export function percent(value: number | null): string {
  return value === null ? '–' : `${value.toFixed(1)} %`;
}

/** 1,249.5: one decimal, as user-days have it. */
export function tenths(value: number): string {
  const [whole = '0', decimal = '0'] = value.toFixed(1).split('.');
  return `${grouped(Number(whole))}.${decimal}`;
}

/** "1 account", "2,000 accounts". */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${grouped(count)} ${count === 1 ? noun : plural}`;
}
