import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig, withDotEnv } from '../server/config.ts';

describe('the configuration', () => {
  it('needs nothing', () => {
    expect(readConfig({})).toEqual({
      port: 8080,
      host: '127.0.0.1',
      publicURL: 'http://localhost:8080',
      mongodbURL: null,
      dataDir: './data',
      adminPassword: null,
      tls: null,
      sessionDays: 90,
      logLevel: 'info',
      setMax: 200,
      soapBodyMaxBytes: 67_108_864,
      trustedProxies: 0,
    });
  });

  it.each([
    [{ PUBLIC_URL: 'https://sync.example.com/qb/' }, 'https://sync.example.com/qb'],
    [{ PUBLIC_URL: 'http://officeserver:8080' }, 'http://officeserver:8080'],
    [{ PORT: '9000' }, 'http://localhost:9000'],
    [{ TLS_CERT: 'a.pem', TLS_KEY: 'b.pem' }, 'https://localhost:8080'],
  ])('of %j has the address %s', (environment, publicURL) => {
    expect(readConfig(environment).publicURL).toBe(publicURL);
  });

  it.each([
    [{ PORT: '0' }, 'PORT'],
    [{ PORT: '80a' }, 'PORT'],
    [{ SESSION_DAYS: '0' }, 'SESSION_DAYS'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL'],
    [{ TLS_CERT: 'a.pem' }, 'TLS_KEY'],
    [{ TLS_KEY: 'b.pem' }, 'TLS_CERT'],
    [{ PUBLIC_URL: 'sync.example.com' }, 'PUBLIC_URL'],
    [{ PUBLIC_URL: 'ftp://sync.example.com' }, 'PUBLIC_URL'],
    [{ PUBLIC_URL: 'http://sync.example.com' }, 'QBWC1010'],
    [{ PUBLIC_URL: 'https://192.0.2.7' }, 'QBWC1001'],
    [{ PUBLIC_URL: 'http://127.0.0.1:8080' }, 'QBWC1001'],
    [{ PUBLIC_URL: 'https://[::1]' }, 'QBWC1001'],
    [{ PUBLIC_URL: 'https://0x7f000001/' }, 'QBWC1001'],
    [{ PUBLIC_URL: 'https://user:secret@sync.example.com' }, 'PUBLIC_URL'],
    [{ PUBLIC_URL: 'https://sync.example.com/?a=b' }, 'PUBLIC_URL'],
    [{ MONGODB_URL: 'postgres://x' }, 'MONGODB_URL'],
  ])('%j stops the start with one line that names it', (environment, named) => {
    expect(() => readConfig(environment)).toThrow(ConfigError);
    expect(() => readConfig(environment)).toThrow(new RegExp(`^[^\\n]*${named}[^\\n]*$`));
  });

  it('takes an empty variable for an unset one', () => {
    expect(readConfig({ PORT: '', MONGODB_URL: ' ', ADMIN_PASSWORD: '' })).toEqual(readConfig({}));
  });

  it('reads a .env file too, below the environment', () => {
    const environment = withDotEnv({ PORT: '9000' }, 'PORT=7000\nHOST="0.0.0.0" # all\n');
    expect(readConfig(environment)).toMatchObject({ port: 9000, host: '0.0.0.0' });
  });
});
