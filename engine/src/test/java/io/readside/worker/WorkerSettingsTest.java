package io.readside.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class WorkerSettingsTest {

    @Test
    void a_batch_may_be_as_small_as_one_event_or_one_byte() {
        WorkerSettings smallest = new WorkerSettings(1, 1);

        assertThat(smallest).extracting(WorkerSettings::batchSizeEvents).isEqualTo(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new WorkerSettings(0, 1))
                .withMessage("A batch has at least 1 event and 1 byte: 0, 1.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new WorkerSettings(1, 0))
                .withMessage("A batch has at least 1 event and 1 byte: 1, 0.");
    }
}
