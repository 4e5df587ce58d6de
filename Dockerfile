# syntax=docker/dockerfile:1.27@sha256:bde3983e9c939224420ddaf6b784cc30e09b035a4dea01f581230c50809f372e
# One file for every image: docker build --build-arg SERVICE=order-service .
# The names are those of apps/local-cloud/src/docker/images.ts. All images share the build, which runs once.
ARG NODE_IMAGE=node:24.21.0-bookworm-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6

FROM ${NODE_IMAGE} AS build
WORKDIR /src
COPY package.json package-lock.json ./
COPY tools/applicationinsights tools/applicationinsights
COPY --parents */package.json apps/*/package.json libs/*/package.json ./
# Install scripts are off for every package, and Node is the image's own.
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN node node_modules/typescript/bin/tsc -b && node apps/local-cloud/bin/pack-images.mjs /out
# The one package that is machine code, for the processor of this image.
RUN mkdir -p /out/identity-service/node_modules && cp -r node_modules/@node-rs /out/identity-service/node_modules/

FROM ${NODE_IMAGE}
ARG SERVICE
LABEL org.opencontainers.image.title="causeway ${SERVICE}" org.opencontainers.image.licenses="MIT"
# What volumes are mounted on belongs to the user that runs here, and so do they when they are made.
RUN install -d -o node -g node /data /volumes/data /volumes/secrets /run/causeway
WORKDIR /app
COPY --from=build /out/${SERVICE} ./
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080
USER node
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=4s --start-period=90s --start-interval=1s --retries=5 CMD ["node", "health.mjs"]
# The secrets of a service come from a file, where there is one, and whatever the environment says comes first.
CMD ["node", "--env-file-if-exists=/run/causeway/env", "--disable-warning=ExperimentalWarning", "server.mjs"]
