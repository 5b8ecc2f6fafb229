/** Rollout progress and readiness: managed accounts by the wave that is the first to cover them. */
import type { RolloutWave } from '../../model/policies.ts';
import { groupRows, valueAt } from '../../snapshot/population.ts';
import { firstWave } from '../../decide/scope.ts';
import { compareUtf8 } from '../../model/text.ts';
import { formatInstant } from '../../model/time.ts';
import type { WaveCoverage } from '../../generated/coverage.ts';
import { registeredOf } from './three-facts.ts';
import { maskText } from '../markup/mask.ts';
import type { ReportData } from './report-data.ts';

/** Organisations by their codes, waves by their start; the accounts that no wave covers stand last, where there are any. */
export function rolloutFigures(data: ReportData): WaveCoverage[] {
  const { policies, now, mask } = data;
  const counted = countAccounts(data);
  return [...policies.organisations.values()]
    .filter(({ rollout }) => rollout !== null)
    .sort((a, b) => compareUtf8(a.code, b.code))
    .flatMap(({ code, rollout }) => {
      const waves = [...(rollout ?? [])].sort((a, b) => a.starts - b.starts);
      const uncovered = counted.get(uncoveredOf(code)) === undefined ? [] : [null];
      return [...waves, ...uncovered].map((wave) => ({
        organisation: code,
        wave: wave === null ? null : maskText(wave.wave, mask),
        starts: wave === null ? null : formatInstant(wave.starts),
        started: wave !== null && wave.starts <= now,
        ...(counted.get(wave ?? uncoveredOf(code)) ?? noAccounts()),
      }));
    });
}

type WaveCounts = Pick<WaveCoverage, 'accounts' | 'registered' | 'enforced'>;

function noAccounts(): WaveCounts {
  return { accounts: 0, registered: { yes: 0, no: 0, unknown: 0 }, enforced: 0 };
}

/** Stands for the wave of accounts that no wave covers. */
function uncoveredOf(code: string): string {
  return code;
}

/** By wave; by the organisation's code where no wave covers the account. */
function countAccounts({ population, policies, swept }: ReportData): Map<RolloutWave | string, WaveCounts> {
  const { organisation, unit, userPolicy, methods } = population.columns;
  const { groups, representatives } = groupRows(population.size, [organisation, unit, userPolicy]);
  const counted = new Map<RolloutWave | string, WaveCounts>();
  const ofGroup = representatives.map((row) => {
    const place = {
      organisation: valueAt(organisation, row),
      unit: valueAt(unit, row),
      userPolicy: valueAt(userPolicy, row),
    };
    const wave = firstWave(place, policies);
    return wave === undefined ? null : (wave ?? uncoveredOf(place.organisation));
  });
  const registered = methods.values.map(registeredOf);
  for (let row = 0; row < population.size; row++) {
    const key = ofGroup[groups[row] as number];
    const { managed, actual } = swept.at(row);
    if (key == null || !managed) continue;
    const counts = counted.get(key) ?? noAccounts();
    counted.set(key, counts);
    counts.accounts++;
    counts.registered[registered[methods.codes[row] as number] as keyof WaveCounts['registered']]++;
    if (actual.level === 'standard' || actual.level === 'named-locations') counts.enforced++;
  }
  return counted;
}
