import { suggestion } from '../diagnostics/nearest.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Rule } from './rule.ts';
import { placeOf } from '../yaml/source.ts';

export const exceptionReasonIsListed: Rule = ({ exceptions, exceptionRules }) =>
  exceptions.flatMap(({ document, path, entry }) => {
    if (exceptionRules === null) return [];
    const { reasons } = exceptionRules[entry.type];
    if (reasons.includes(entry.reason)) return [];
    const help = suggestion(entry.reason, reasons) || `. Take one of ${reasons.join(', ')}.`;
    const message = `"${entry.reason}" is no reason for a ${entry.type} exception${help}`;
    return [diagnose('unlisted-reason', placeOf(document.source, [...path, 'reason']), message)];
  });

export const exceptionHasRequiredFields: Rule = ({ exceptions, exceptionRules }) =>
  exceptions.flatMap(({ document, path, entry }) => {
    if (exceptionRules === null) return [];
    const missing = exceptionRules[entry.type].require.filter((field) => !Object.hasOwn(entry, field));
    const { file, line, column } = placeOf(document.source, path);
    return missing.map((field) =>
      diagnose('missing-required-field', { file, line, column }, `A ${entry.type} exception needs ${field}. Add it.`),
    );
  });

/** A shared account should become a shared mailbox, which needs no sign-in. */
export const sharedAccountsAreConverted: Rule = ({ exceptions }) =>
  exceptions.flatMap(({ document, path, entry }) => {
    if (entry.type !== 'long-term' || entry.reason !== 'shared-account') return [];
    const message = 'This exception is for a shared account. Convert the mailbox to a shared mailbox.';
    return [diagnose('shared-account-exception', placeOf(document.source, [...path, 'reason']), message)];
  });
