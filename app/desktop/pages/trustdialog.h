#pragma once
#include "app/domain/hostoffers.h"
#include "app/domain/node.h"

#include <QDialog>

namespace slipway::desktop {

/// What of a node's two proofs of identity nobody has vouched for yet, or is another one than before.
struct TrustQuestion
{
    enum class Kind { None, New, Changed };
    Kind certificate = Kind::None;
    Kind hostKey = Kind::None;
    bool isNeeded() const { return certificate != Kind::None || hostKey != Kind::None; }
    bool isChanged() const { return certificate == Kind::Changed || hostKey == Kind::Changed; }
};
TrustQuestion trustQuestion(const Fingerprints &shown, const Node &node);

/// "AA BB CC DD EE FF 00 11" in lines of eight pairs; an SSH one in groups of four after its "SHA256:".
QString groupedFingerprint(const QString &fingerprint);

/// Shows what the node showed, how to compare it there, and next to it what was trusted before. Cancel has
/// the focus; nothing is trusted by Return alone.
class TrustDialog : public QDialog
{
    Q_OBJECT
public:
    TrustDialog(const Node &node, const Fingerprints &shown, QWidget *parent = nullptr);

private:
    QWidget *block(TrustQuestion::Kind kind, const QString &title, const QString &about, const QString &now,
                   const QString &before, const QString &command);
};

} // namespace slipway::desktop
