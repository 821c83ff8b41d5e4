import type { BrowserContext } from '@playwright/test'

const SESSION = 'session=open'

/** How a proxy that has no session of the caller answers. */
export const REFUSALS = {
  'a 401 with a page': 'return 401;',
  'a redirect to its own sign-in page': 'return 302 /sign-in;',
  'a redirect to another host': 'return 302 http://localhost:9/sign-in;',
  'a 403 with the sign-in page': 'return 403;',
  'its sign-in page under a 200': 'rewrite ^ /sign-in last;',
} as const

/** nginx with `auth_request`: only who has the session's cookie gets through. A 200 of `/sign-in` is the form. */
export const forwardAuth = (refusal: string) => ({
  location: 'auth_request /check; error_page 401 = @refused;',
  server: `
    location = /check {
      internal;
      if ($cookie_session != "open") { return 401; }
      return 204;
    }
    location @refused { ${refusal} }
    location = /sign-in { default_type text/html; return 200 "<!doctype html><title>Sign in</title><form><input type='password'></form>"; }`,
})

export const signIn = (context: BrowserContext, url: string): Promise<void> => {
  const [name = '', value = ''] = SESSION.split('=')
  return context.addCookies([{ name, value, url }])
}

/** What happens by itself after some hours. */
export const expire = (context: BrowserContext): Promise<void> => context.clearCookies()
