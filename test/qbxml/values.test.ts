import { describe, expect, it } from 'vitest';
import {
  compareVersions,
  isDateTime,
  isGuid,
  isQbxmlVersion,
  type QbxmlVersion,
  sameGuid,
  toBoolean,
} from '../../qbxml/values.ts';

describe('values of qbXML', () => {
  it('orders versions as numbers, not as texts', () => {
    const versions: QbxmlVersion[] = ['13.0', '4.1', '9.0', '4.0', '16.0'];
    expect(versions.sort(compareVersions)).toEqual(['4.0', '4.1', '9.0', '13.0', '16.0']);
  });

  it.each(['1.0', '4.1', '13.0', '16.0'])('takes %s for a version', (text) => {
    expect(isQbxmlVersion(text)).toBe(true);
  });

  it.each(['CA3.0', '13', '', '0.0', '13.0.1', ' 13.0', 'undefined.0', 'NaN.0'])(
    'takes %j for none',
    (text) => {
      expect(isQbxmlVersion(text)).toBe(false);
    },
  );

  it('takes a GUID in braces only', () => {
    expect(isGuid('{57F3B9B6-86F1-4fcc-B1EE-566DE1813D20}')).toBe(true);
    expect(isGuid('57F3B9B6-86F1-4fcc-B1EE-566DE1813D20')).toBe(false);
    expect(isGuid('{57F3B9B6-86F1-4fcc-B1EE-566DE1813D2}')).toBe(false);
    expect(isGuid('0')).toBe(false);
  });

  it('compares GUIDs without braces and case', () => {
    expect(sameGuid('{AB-1}', ' ab-1 ')).toBe(true);
    expect(sameGuid('{AB-1}', '{AB-2}')).toBe(false);
  });

  it('reads both spellings of a boolean', () => {
    expect(['true', '1', 'false', '0', '', 'True', null].map(toBoolean)).toEqual([
      true,
      true,
      false,
      false,
      null,
      null,
      null,
    ]);
  });

  it('takes no date with a Z', () => {
    expect(isDateTime('2026-11-25T10:00:00')).toBe(true);
    expect(isDateTime('2026-11-25T10:00:00-08:00')).toBe(true);
    expect(isDateTime('2026-11-25')).toBe(true);
    expect(isDateTime('2026-11-25T10:00:00Z')).toBe(false);
    expect(isDateTime('2026-11-25T10:00:00.000Z')).toBe(false);
  });
});
