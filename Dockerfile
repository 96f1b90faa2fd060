# syntax=docker/dockerfile:1

# Build: Maven and Node on a JDK 25. Tests are the pipeline's, not the image's.
FROM maven:3-eclipse-temurin-25 AS build
COPY --from=node:20-slim /usr/local/bin/node /usr/local/bin/node
COPY --from=node:20-slim /usr/local/lib/node_modules /usr/local/lib/node_modules
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm \
    && apt-get update \
    && apt-get install -y --no-install-recommends unzip \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY pom.xml ./
COPY frontend frontend
COPY src src
RUN --mount=type=cache,target=/cache \
    npm_config_cache=/cache/npm mvn -B -ntp -Dmaven.repo.local=/cache/maven package -DskipTests \
    && unzip -q target/tidings.zip -d /opt

# Run: Open Liberty on a Java 25 runtime, as a user without rights.
FROM eclipse-temurin:25-jre
RUN apt-get update \
    && apt-get install -y --no-install-recommends curl \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 1001 --gid 0 --home-dir /opt/tidings tidings
COPY --from=build --chown=1001:0 /opt/tidings /opt/tidings
# Group 0 may write: platforms that run containers as a random user give it that group.
RUN mkdir -p /opt/tidings/usr/servers/defaultServer/logs \
    && chmod -R g=u /opt/tidings/usr

ENV HTTP_HOST=* \
    TIDINGS_DEV_IDENTITY=false \
    WLP_LOGGING_CONSOLE_FORMAT=JSON \
    WLP_LOGGING_CONSOLE_SOURCE=message,trace,accessLog,ffdc,audit
USER 1001
EXPOSE 9080 9443
# Started, not ready: a node without Kafka is well, and only takes no traffic.
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
    CMD curl -fsS http://localhost:${HTTP_PORT:-9080}/health/live || exit 1
STOPSIGNAL SIGTERM
ENTRYPOINT ["/opt/tidings/bin/server", "run"]
