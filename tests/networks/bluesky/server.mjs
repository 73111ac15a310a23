// A personal data server of the AT Protocol and the register that it asks for accounts, both on loopback alone.
// What it does not know itself it asks of APPVIEW, as a server of Bluesky's asks Bluesky.
// usage: node server.mjs FOLDER PORT REGISTER-PORT APPVIEW
import { createRequire } from 'node:module'
import net from 'node:net'

// Neither of the two lets itself be told where to listen.
const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (first, ...rest) {
  const takesPort = typeof first === 'number' || (typeof first === 'string' && first !== '')
  return takesPort ? listen.call(this, { port: Number(first), host: '127.0.0.1' }, ...rest.filter((one) => typeof one === 'function'))
    : listen.call(this, typeof first === 'object' ? { host: '127.0.0.1', ...first } : first, ...rest)
}

const [folder, port, registerPort, appView] = process.argv.slice(2)
Object.assign(process.env, {
  LOG_ENABLED: 'false',
  PDS_BSKY_APP_VIEW_DID: 'did:web:appview.test',
  PDS_BSKY_APP_VIEW_URL: appView,
  PDS_ADMIN_PASSWORD: 'only-for-the-tests',
  PDS_BLOBSTORE_DISK_LOCATION: `${folder}/pictures`,
  PDS_DATA_DIRECTORY: folder,
  PDS_DEV_MODE: 'true',
  PDS_DID_PLC_URL: `http://127.0.0.1:${registerPort}`,
  PDS_DISABLE_SSRF_PROTECTION: 'true',
  PDS_DPOP_SECRET: '2'.repeat(64),
  PDS_HOSTNAME: 'localhost',
  PDS_INVITE_REQUIRED: 'false',
  PDS_JWT_SECRET: 'only-for-the-tests',
  PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX: '1'.repeat(64),
  PDS_PORT: port,
  PDS_SERVICE_HANDLE_DOMAINS: '.test'
})
const { PDS, envToCfg, envToSecrets, readEnv } = await import('@atproto/pds')
const register = createRequire(import.meta.url)('@did-plc/server')

await register.PlcServer.create({ db: register.Database.mock(), port: Number(registerPort) }).start()
const environment = readEnv()
const server = await PDS.create(envToCfg(environment), envToSecrets(environment))
await server.start()
console.log(`listening on http://127.0.0.1:${port}`)
