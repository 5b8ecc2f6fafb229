/** Opens whatever is folded, for paper can not be clicked; the result folds those again. */
export function openDetails(): () => void {
  const closed = [...document.querySelectorAll<HTMLDetailsElement>('details:not([open])')];
  for (const each of closed) each.open = true;
  return () => {
    for (const each of closed) each.open = false;
  };
}
