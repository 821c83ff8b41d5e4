# Orchestrator and playback proxy in a container: docker build -t acestream-orchestrator . (or compose.yaml, which does it for you).
# It runs in Docker and drives the Docker it runs in, through the mounted socket.

# --- the panel and the server, each as few files ---
FROM node:26-slim AS build
WORKDIR /app
# Only what decides which packages are needed: editing a source file does not install them all again.
COPY package.json package-lock.json .npmrc ./
COPY contract/package.json contract/
COPY server/package.json server/
COPY panel/package.json panel/
COPY proxy/package.json proxy/
COPY emulator/package.json emulator/
COPY testing/package.json testing/
# No install script is needed: nothing native is built.
RUN npm ci --ignore-scripts --workspace panel --workspace server --workspace contract --workspace proxy
COPY tsconfig.json ./
COPY contract contract
COPY server server
COPY panel panel
COPY proxy proxy
RUN npm run build

# --- the image ---
FROM node:26-slim
WORKDIR /app
# glibc gives freed memory back with the two MALLOC settings, as scripts/launch.mjs sets them.
ENV NODE_ENV=production \
    MALLOC_ARENA_MAX=1 \
    MALLOC_TRIM_THRESHOLD_=65536 \
    NODE_COMPILE_CACHE=/tmp/node-compile-cache \
    HOST=0.0.0.0 \
    PROXY_HOST=0.0.0.0 \
    DATA_DIR=/data
# DOCKER_HOST=ssh://… runs the ssh client.
RUN apt-get update && apt-get install --yes --no-install-recommends openssh-client && rm -rf /var/lib/apt/lists/*
COPY package.json ./
COPY scripts/launcher.sh scripts/
# The one package that is served as it is.
COPY --from=build /app/node_modules/@fastify/swagger-ui node_modules/@fastify/swagger-ui
COPY --from=build /app/server/dist server/dist
COPY --from=build /app/panel/dist panel/dist
# A new volume can be written by the image's user "node", its owner, and by root, its group: without capabilities
# (cap_drop: [ALL]) root is bound by modes as everybody is.
RUN mkdir -p /data && chown node:root /data && chmod 0770 /data
VOLUME /data
EXPOSE 8000 6878
# Root, because whoever may use the Docker socket is root on the machine anyway, and its group's number differs from
# machine to machine. To run as another user, give it that group: --user node --group-add <number>, where
# <number> is what `stat -c %g /var/run/docker.sock` prints.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "const e = process.env; const path = `/${e.BASE_PATH ?? ''}/healthz`.replace(/\\/+/g, '/'); fetch(`http://127.0.0.1:${e.PORT || e.APP_PORT || 8000}${path}`, { signal: AbortSignal.timeout(4000) }).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Both programs, each restarted alone. compose.yaml runs each in a container of its own instead.
CMD ["sh", "scripts/launcher.sh", "server/dist/main.js", "server/dist/proxy.js"]
