// A real OpenID Connect provider on loopback. Tests write what it is to say into a file before each sign-in.
// usage: node provider.mjs STATE-FILE PORT CALLBACK...
import { readFileSync } from 'node:fs'
import Provider from 'oidc-provider'

const [stateFile, port, ...callbacks] = process.argv.slice(2)
const client = (id) => ({
  client_id: id,
  client_secret: 'a-secret-of-the-tests',
  redirect_uris: callbacks,
  grant_types: ['authorization_code'],
  response_types: ['code'],
  token_endpoint_auth_method: 'client_secret_post'
})
const issuer = `http://127.0.0.1:${port}`
const state = () => JSON.parse(readFileSync(stateFile, 'utf-8'))

const provider = new Provider(issuer, {
  clients: [client('gatepost'), client('another')],
  pkce: { required: () => true },
  cookies: { keys: ['only-for-the-tests'] },
  claims: {
    openid: ['sub', 'tid', 'oid', 'hd', 'xms_edov', 'preferred_username'],
    email: ['email', 'email_verified'],
    profile: ['name']
  },
  // Microsoft and Google put the address into the statement itself; by the letter of the standard it is fetched apart.
  conformIdTokenClaims: process.env.ADDRESS_APART === '1',
  features: { devInteractions: { enabled: false }, userinfo: { enabled: true } },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  ttl: { IdToken: 3600, AccessToken: 3600, Grant: 3600, Session: 3600, Interaction: 600 },
  async findAccount (_, id) {
    return { accountId: id, claims: async () => ({ ...state().claims, sub: id }) }
  },
  async renderError (context, out) {
    context.type = 'text/plain'
    context.body = out.error
  }
})

// A clock that is behind makes statements that are too old by the time they come.
const now = Date.now
provider.use(async (context, next) => {
  const behind = context.path === '/token' ? Number(process.env.CLOCK_BEHIND ?? 0) * 1000 : 0
  Date.now = () => now() - behind
  await next()
})

// The person at the provider always says yes, or breaks off where the test says so.
provider.use(async (context, next) => {
  if (!context.path.startsWith('/interaction/')) return next()
  const details = await provider.interactionDetails(context.req, context.res)
  if (state().breaksOff) {
    return provider.interactionFinished(context.req, context.res, { error: 'access_denied' })
  }
  const accountId = state().claims.sub
  const grant = new provider.Grant({ accountId, clientId: details.params.client_id })
  grant.addOIDCScope(details.params.scope)
  const result = { login: { accountId }, consent: { grantId: await grant.save() } }
  return provider.interactionFinished(context.req, context.res, result)
})

provider.listen(Number(port), '127.0.0.1', () => console.log(`listening on ${issuer}`))
