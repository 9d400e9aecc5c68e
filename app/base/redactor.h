#pragma once
#include <QByteArray>
#include <QByteArrayList>

namespace slipway {

/// Replaces known secrets in text by "••••••". Used on every log line before it is numbered, on error texts,
/// reports and log files. Not thread-safe; one per run. Secrets shorter than 4 bytes are ignored (they would
/// tear holes into ordinary words).
class Redactor
{
public:
    /// Adds `secret` (raw bytes) and its URL-, base64- and JSON-escaped forms.
    void add(QByteArrayView secret);
    /// `line` without any known secret; the same bytes, not copied, when nothing matched.
    QByteArray redacted(const QByteArray &line) const;
    bool isEmpty() const { return m_needles.isEmpty(); }

private:
    QByteArrayList m_needles; // longest first, so that a secret inside another does not leave a rest
};

} // namespace slipway
