/** Who has the page open: a user of the stand-in's portal. */
export interface PortalUser {
  userId: number;
  email: string;
  firstName: string;
  lastName: string;
}

/** How the portal answered. */
export interface PortalAnswer {
  status: number;
  body: unknown;
}

/** Calls the portal as its own pages do: with the cookie of the user who has the page open. */
export interface PortalSession {
  user: PortalUser;
  call(method: 'GET' | 'POST', path: string, content?: object): Promise<PortalAnswer>;
}

/** A user's session with the portal at `portalUrl`, opened when it is first needed, and again when the portal has forgotten it. */
export function createPortalSession(portalUrl: string, user: PortalUser): PortalSession {
  let cookie: Promise<string> | undefined;
  const logIn = () => {
    cookie ??= openSession(portalUrl, user).catch(error => {
      // One that failed is tried again.
      cookie = undefined;
      throw error;
    });
    return cookie;
  };
  const send = async (method: string, path: string, content?: object): Promise<Response> =>
    fetch(portalUrl + path, {
      method,
      headers: { cookie: await logIn(), 'content-type': 'application/json' },
      ...(content && { body: JSON.stringify(content) }),
    });
  return {
    user,
    async call(method, path, content) {
      let response = await send(method, path, content);
      if (response.status === 401) {
        cookie = undefined;
        response = await send(method, path, content);
      }
      const text = await response.text();
      return { status: response.status, body: text === '' ? null : JSON.parse(text) };
    },
  };
}

async function openSession(portalUrl: string, { email }: PortalUser): Promise<string> {
  const response = await fetch(`${portalUrl}/login`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ email }),
  });
  const cookies = response.headers.getSetCookie().map(each => each.split(';', 1)[0] ?? '');
  if (cookies.length === 0) throw new Error(`The portal let ${email} not log in: ${response.status}`);
  return cookies.join('; ');
}
