# Packs the distribution that `mvn package` leaves in target/gcx-cache/.
#
#   mvn -DskipTests package && docker build -t gcx-cache .
#   docker run -p 127.0.0.1:8080:8080 -e GCX_GENESYS_REGION=… -e GCX_GENESYS_CLIENT_ID=… -e GCX_GENESYS_CLIENT_SECRET=… \
#     -e GCX_HTTP_ALLOW_UNAUTHENTICATED=true -e GCX_HTTP_HOSTS=gcx-cache gcx-cache
#
# The last variables say that whatever stands in front of the container keeps strangers out, and by which names, beside
# localhost, clients come: that of the service among containers, or of the machine.
FROM eclipse-temurin:17-jre
RUN useradd --system --home-dir /opt/gcx-cache gcx
COPY target/gcx-cache /opt/gcx-cache
RUN mkdir -p /opt/gcx-cache/data && chown gcx /opt/gcx-cache/data
USER gcx
ENV GCX_HTTP_HOST=0.0.0.0
EXPOSE 8080
VOLUME /opt/gcx-cache/data
STOPSIGNAL SIGTERM
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75", "-XX:+ExitOnOutOfMemoryError", "-jar", "/opt/gcx-cache/gcx-cache.jar"]
