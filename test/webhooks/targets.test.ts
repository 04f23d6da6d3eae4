import { describe, expect, it } from 'vitest';
import { isPublic, whyNoTarget, whyNotCalled } from '../../server/webhooks/targets.ts';

describe('an address of the Internet', () => {
  it.each([
    '8.8.8.8',
    '100.63.255.255',
    '100.128.0.0',
    '172.15.255.255',
    '172.32.0.0',
    '192.0.3.0',
    '198.20.0.1',
    '2606:4700:4700::1111',
    '2a00::1',
  ])('is %s', (address) => {
    expect(isPublic(address)).toBe(true);
  });

  it.each([
    '0.0.0.0',
    '10.255.255.255',
    '100.64.0.1',
    '127.0.0.1',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.2.1',
    '192.168.0.1',
    '198.19.255.255',
    '203.0.113.9',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:8.8.8.8',
    '::ffff:10.0.0.1',
    '64:ff9b::a00:1',
    'fc00::1',
    'fe80::1',
    'ff02::1',
    '2001::1',
    '2001:db8::1',
    '2002:a00:1::',
    'hooks.example.com',
    '',
  ])('is not %s', (address) => {
    expect(isPublic(address)).toBe(false);
  });
});

describe('where a webhook may lead', () => {
  it.each([
    ['https://example.com/hook', null],
    ['http://localhost:9000/', null],
    ['http://127.0.0.1/', null],
    ['http://127.1/', null],
    ['http://[::1]:9000/', null],
    ['https://[2606:4700:4700::1111]/', null],
    ['http://localhost.example.com/', 'https://'],
    ['http://127.0.0.1.example.com/', 'https://'],
    ['https://[::ffff:127.0.0.1]/', null],
    ['https://[::ffff:10.0.0.1]/', 'WEBHOOK_PRIVATE'],
    ['https://0xa000001/', 'WEBHOOK_PRIVATE'],
    ['https://10.0.0.1./', 'WEBHOOK_PRIVATE'],
    ['javascript:alert(1)', 'https://'],
    [`https://example.com/${'x'.repeat(2_000)}`, 'https://'],
  ])('%s', (url, why) => {
    const found = whyNoTarget(url, false);
    if (why === null) expect(found).toBeNull();
    else expect(found).toContain(why);
  });

  it('with WEBHOOK_PRIVATE is this network, too, but http only to this machine', () => {
    expect(whyNoTarget('https://10.0.0.1/', true)).toBeNull();
    expect(whyNoTarget('http://10.0.0.1/', true)).toContain('https://');
  });

  it('is judged by what a name stands for: loopback only where the name says so', () => {
    expect(whyNotCalled('hooks.example.com', '127.0.0.1', false)).toContain('stands for 127.0.0.1');
    expect(whyNotCalled('hooks.example.com', '10.0.0.1', false)).not.toBeNull();
    expect(whyNotCalled('localhost', '127.0.0.1', false)).toBeNull();
    expect(whyNotCalled('localhost', '::1', false)).toBeNull();
    expect(whyNotCalled('localhost', '10.0.0.1', false)).not.toBeNull();
    expect(whyNotCalled('hooks.example.com', '10.0.0.1', true)).toBeNull();
  });
});
