import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig, withDotEnv } from '../server/config.ts';

describe('the configuration', () => {
  it('needs nothing', () => {
    expect(readConfig({})).toEqual({
      port: 8080,
      hosts: ['127.0.0.1', '::1'],
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
      metricsPublic: false,
      hstsSubdomains: false,
      smtp: null,
      webhookPrivate: false,
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
    [{ SMTP_URL: 'smtp://localhost' }, 'MAIL_FROM'],
    [{ MAIL_FROM: 'a@example.com' }, 'SMTP_URL'],
    [{ SMTP_URL: 'mail.example.com', MAIL_FROM: 'a@example.com' }, 'SMTP_URL'],
    [{ SMTP_URL: 'http://mail.example.com', MAIL_FROM: 'a@example.com' }, 'SMTP_URL'],
    [{ SMTP_URL: 'smtp://localhost', MAIL_FROM: 'nobody' }, 'MAIL_FROM'],
    [{ SMTP_URL: 'smtp://localhost', MAIL_FROM: 'A <a@example.com>, b@example.com' }, 'MAIL_FROM'],
    [{ WEBHOOK_PRIVATE: 'perhaps' }, 'WEBHOOK_PRIVATE'],
    [{ LOG_LEVEL: 'in\nfo' }, 'LOG_LEVEL'],
    [{ PUBLIC_URL: 'https://sync\n.example.com' }, 'PUBLIC_URL'],
  ])('%j stops the start with one line that names it', (environment, named) => {
    expect(() => readConfig(environment)).toThrow(ConfigError);
    expect(() => readConfig(environment)).toThrow(new RegExp(`^[^\\n]*${named}[^\\n]*$`));
  });

  it('takes an empty variable for an unset one', () => {
    expect(readConfig({ PORT: '', MONGODB_URL: ' ', ADMIN_PASSWORD: '' })).toEqual(readConfig({}));
  });

  it('takes a byte order mark before a value for nothing', () => {
    expect(readConfig({ PORT: '\ufeff9000' }).port).toBe(9000);
  });

  const LOOPBACKS = ['127.0.0.1', '::1'];
  const ALL = ['0.0.0.0', '::'];
  const tls = { TLS_CERT: 'a.pem', TLS_KEY: 'b.pem' };

  it.each([
    [{}, LOOPBACKS],
    [{ PUBLIC_URL: 'http://localhost:9000/qb' }, LOOPBACKS],
    [{ PUBLIC_URL: 'http://LOCALHOST' }, LOOPBACKS],
    // A reverse proxy in front, on this machine, answers https.
    [{ PUBLIC_URL: 'https://sync.example.com' }, LOOPBACKS],
    [{ PUBLIC_URL: 'https://office-pc' }, LOOPBACKS],
    [{ PUBLIC_URL: 'http://office-pc:8080' }, ALL],
    [{ ...tls }, ALL],
    [{ ...tls, PUBLIC_URL: 'https://localhost:8443' }, ALL],
    [{ ...tls, PUBLIC_URL: 'https://sync.example.com' }, ALL],
    [{ HOST: ' ', PUBLIC_URL: 'http://office-pc:8080' }, ALL],
    [{ HOST: '127.0.0.1', PUBLIC_URL: 'http://office-pc:8080' }, ['127.0.0.1']],
    [{ HOST: '10.0.0.7', ...tls }, ['10.0.0.7']],
    [{ HOST: '0.0.0.0' }, ['0.0.0.0']],
    [{ HOST: '::' }, ['::']],
    [{ HOST: '[::1]' }, ['::1']],
    [{ HOST: 'localhost', ...tls }, LOOPBACKS],
  ])('of %j listens on %j', (environment, hosts) => {
    expect(readConfig(environment).hosts).toEqual(hosts);
  });

  it('reads a .env file too, below the environment', () => {
    const file = Buffer.from('\ufeffPORT=7000\nHOST="0.0.0.0" # all\n');
    const environment = withDotEnv({ PORT: '9000' }, file);
    expect(readConfig(environment)).toMatchObject({ port: 9000, hosts: ['0.0.0.0'] });
    expect(readConfig(withDotEnv({}, file))).toMatchObject({ port: 7000 });
    expect(withDotEnv({ PORT: '9000' }, null)).toEqual({ PORT: '9000' });
  });

  it('takes true and false where it asks for nothing else', () => {
    expect(readConfig({ METRICS_PUBLIC: 'true', HSTS_SUBDOMAINS: 'TRUE' })).toMatchObject({
      metricsPublic: true,
      hstsSubdomains: true,
    });
    for (const name of ['METRICS_PUBLIC', 'HSTS_SUBDOMAINS'])
      expect(() => readConfig({ [name]: 'yes' })).toThrow(
        new ConfigError(`${name} must be one of false, true, not "yes".`),
      );
  });

  it('is refused with the line of the .env file that is wrong', () => {
    expect(() => withDotEnv({}, Buffer.from('PORT=7000\nHOST 0.0.0.0\n'))).toThrow(
      new ConfigError(
        '.env, line 2: this is no NAME=value. Write it so, or put a # in front of the line to leave it out.',
      ),
    );
  });
});
