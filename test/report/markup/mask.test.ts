import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  maskAddresses,
  maskedData,
  maskedJson,
  maskedLine,
  maskText,
  showAddresses,
} from '../../../src/report/markup/mask.ts';

const mask = maskAddresses('a long random text');
const JO = mask('jo.example@nhs.net');

test('each text is masked before it is JSON: quotes, ends of lines and backslashes around it stay as they are', () => {
  const data = { says: ['"jo.example@nhs.net"', 'first\njo.example@nhs.net\n', 'jo.example@nhs.net\\', 7, null, true] };
  const says = [`"${JO}"`, `first\n${JO}\n`];
  const told = JSON.parse(maskedJson(data, mask)) as { says: unknown[] };
  assert.deepEqual(told.says.slice(0, 2), says);
  assert.deepEqual(told.says.slice(3), [7, null, true]);
  assert.doesNotMatch(maskedJson(data, mask), /@/);
});

test('names of properties are masked too', () => {
  assert.deepEqual(maskedData({ 'jo.example@nhs.net': { n: 1 } }, mask), { [JO]: { n: 1 } });
});

test('a line of JSON is masked by its texts, and stays byte for byte where addresses are shown', () => {
  const line = '{ "a":"\\u0022jo.example@nhs.net\\u0022" }\n';
  assert.equal(maskedLine(line, showAddresses), line);
  assert.deepEqual(JSON.parse(maskedLine(line, mask)), { a: `"${JO}"` });
});

test('an address is found between whatever stands around it, and the same one has the same mask', () => {
  const around = ['(%)', '{user: %}', 'user:%', "'%'", '[%]', '<%>', '"%",', '%;', 'of %:', '{%}'];
  for (const each of around)
    assert.equal(maskText(each.replace('%', 'jo.example@nhs.net'), mask), each.replace('%', JO), each);
  assert.equal(maskText("pat.o'example@nhs.net", mask), mask("pat.o'example@nhs.net"));
  assert.equal(maskText('@ a@ @b', mask), '@ a@ @b');
});

test('brackets and invisible characters within an address hide no part of it', () => {
  assert.equal(maskText('of jo(admin)@nhs.net here', mask), `of ${mask('jo(admin)@nhs.net')} here`);
  assert.doesNotMatch(maskText('jo\\u{200e}@nhs.net and jo\u200e@nhs.net', mask), /jo|@/u);
});

test('what a member says is the address is masked whole, whatever it looks like, and only once', () => {
  const data = {
    account: { id: null, address: 'sam.example' },
    finding: { account: 'pat example@nhs.net' },
    none: { account: null },
  };
  const once = maskedData(data, mask);
  assert.deepEqual(once, {
    account: { id: null, address: mask('sam.example') },
    finding: { account: mask('pat example@nhs.net') },
    none: { account: null },
  });
  assert.deepEqual(maskedData(once, mask), once);
});

test('a long text is masked in a time that grows with its length, not with its square', () => {
  const looks = (text: string): number => {
    let count = 0;
    const counting = new Proxy(Object(text) as object, {
      get: (target, name) => {
        if (typeof name === 'string' && /^\d+$/.test(name)) count++;
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    maskText(counting as unknown as string, mask);
    return count;
  };
  for (const piece of ['a', '@', 'a@', "'@", 'a@ ']) {
    const [short, long] = [looks(piece.repeat(500)), looks(piece.repeat(1000))] as [number, number];
    assert.ok(long <= 2 * short + 10, `${piece}: ${short} looks, then ${long}`);
  }
});
