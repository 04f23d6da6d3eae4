/** The cookie of a web session: its name and attributes follow from the service's own address. */

export interface SessionCookie {
  /** The value that a Cookie header carries, null if there is none that could be ours. */
  read(header: string | undefined): string | null;
  /** The Set-Cookie header that gives a value to a browser, or takes it away. */
  give(value: string): string;
  take(): string;
}

/** With these prefixes browsers refuse a cookie of that name from another site below the same domain. */
export function sessionCookie(publicURL: string): SessionCookie {
  const { protocol, pathname } = new URL(publicURL);
  const path = pathname.replace(/\/+$/, '') || '/';
  const isSecure = protocol === 'https:';
  const prefix = !isSecure ? '' : path === '/' ? '__Host-' : '__Secure-';
  const name = `${prefix}cost-code-sync`;
  const attributes = `Path=${path}; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
  return {
    read(header) {
      for (const pair of (header ?? '').split(';')) {
        const [key, value = ''] = pair.trim().split('=', 2);
        if (key === name && /^[\w-]{43}$/.test(value)) return value;
      }
      return null;
    },
    give: (value) => `${name}=${value}; ${attributes}`,
    take: () => `${name}=; ${attributes}; Max-Age=0`,
  };
}
