# syntax=docker/dockerfile:1

# What it is built from and runs on, by release: a build of the same commit is the same. Where images
# have to be the same to the byte, or come from elsewhere, name them with their digests:
#   docker build --build-arg RUNTIME=registry.example.com/eclipse-temurin@sha256:… .
ARG MAVEN=maven:3.9.16-eclipse-temurin-25
ARG NODE=node:20.20.2-slim
ARG RUNTIME=eclipse-temurin:25.0.4_7-jre-noble

FROM ${NODE} AS node

# Build: Maven and Node on a JDK 25. Tests are the pipeline's, not the image's.
FROM ${MAVEN} AS build
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=node /usr/local/lib/node_modules /usr/local/lib/node_modules
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm \
    && apt-get update \
    && apt-get install -y --no-install-recommends unzip \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY pom.xml ./
COPY .mvn .mvn
COPY frontend frontend
COPY src src
RUN --mount=type=cache,target=/cache \
    npm_config_cache=/cache/npm mvn -B -C -ntp -Dmaven.repo.local=/cache/maven package -DskipTests \
    && unzip -q target/tidings.zip -d /opt

# Run: Open Liberty on a Java 25 runtime, as a user without rights.
FROM ${RUNTIME}
RUN apt-get update \
    && apt-get install -y --no-install-recommends curl \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 1001 --gid 0 --home-dir /opt/tidings tidings
COPY --from=build --chown=1001:0 /opt/tidings /opt/tidings

# The server writes below output alone, except for the application, which it unpacks beside its
# package. Group 0 may write: platforms that run containers as a random user give it that group.
ENV WLP_OUTPUT_DIR=/opt/tidings/output
# The container is the server's alone: three fifths of its memory are heap (the virtual machine takes
# a quarter). A stream takes some 20 kB there and 15 kB of direct buffers outside; so do code, classes
# and threads. JVM_ARGS comes after it, and takes precedence.
RUN cd /opt/tidings/usr/servers/defaultServer \
    && mkdir -p /opt/tidings/output/defaultServer/data apps/expanded configDropins/defaults \
    && echo "-XX:MaxRAMPercentage=60" > configDropins/defaults/jvm.options \
    && chown -R 1001:0 /opt/tidings/output apps configDropins \
    && chmod -R g=u /opt/tidings/usr /opt/tidings/output

ENV HTTP_HOST=* \
    TIDINGS_DEV_IDENTITY=false \
    WLP_LOGGING_CONSOLE_FORMAT=JSON \
    WLP_LOGGING_CONSOLE_SOURCE=message,trace,accessLog,ffdc,audit
USER 1001
# Conversations, until TIDINGS_DATABASE_URL names a PostgreSQL: give it a name, or they go with the
# container.
VOLUME /opt/tidings/output/defaultServer/data
EXPOSE 9080 9443
# Started, not ready: a node without Kafka is well, and only takes no traffic.
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
    CMD curl -fsS http://localhost:${MANAGEMENT_PORT:-${HTTP_PORT:-9080}}/health/live || exit 1
STOPSIGNAL SIGTERM
ENTRYPOINT ["/opt/tidings/bin/server", "run"]
