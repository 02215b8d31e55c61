package io.gcxcache.hosts;

import io.gcxcache.GcxCache;
import io.gcxcache.GcxSettings;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** An application each round. */
public final class BootHost implements Rounds.Host {
    private ConfigurableApplicationContext application;

    private BootHost() {}

    public static void main(String... args) {
        Rounds.of("Spring Boot " + SpringBootVersion.getVersion(), new BootHost());
    }

    @Override
    public CamelContext start(GcxSettings settings) {
        application = new SpringApplicationBuilder(Application.class)
                .initializers(context -> ((GenericApplicationContext) context)
                        .registerBean("gateway", RoutesBuilder.class, () -> GcxCache.builder(settings)
                                .withHttp()
                                .build()))
                .run();
        return application.getBean(CamelContext.class);
    }

    @Override
    public void stop() {
        application.close();
    }

    @EnableAutoConfiguration
    static class Application {}
}
