import { REQUEST_FIELDS } from '../../src/github/exception-request.ts';

/** What a good form says, by the names of the fields. */
export const GOOD: Readonly<Record<string, string>> = {
  organisation: 'X26',
  user: 'jo.example@nhs.net',
  type: 'long-term',
  reason: 'clinical-risk',
  startsAt: '2026-12-01T08:00:00Z',
  expiresAt: '2027-03-01T00:00:00Z',
  requestedBy: 'la.example@nhs.net',
  approvedBy: 'lead.example@nhs.net',
  ticket: 'REQ0001',
  riskAssessment: 'RA-26-018',
  plan: 'Hardware token ordered, review in January',
};

/** The body of an issue as GitHub makes it from the form. */
export function formBody(changes: Readonly<Record<string, string>> = {}): string {
  const answers: Readonly<Record<string, string>> = { ...GOOD, ...changes };
  return REQUEST_FIELDS.map(({ name, label }) => `### ${label}\n\n${answers[name] || '_No response_'}`).join('\n\n');
}
