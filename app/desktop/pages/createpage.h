#pragma once
#include "app/desktop/createcontainercontroller.h"
#include "app/desktop/draftstore.h"
#include "app/desktop/presetstore.h"

#include <QSet>
#include <QWidget>

class QPushButton;
class QStackedWidget;

namespace slipway::theme {
class Label;
}
namespace slipway::elements {
class Card;
class InlineMessage;
class StepHeader;
} // namespace slipway::elements

namespace slipway::desktop {

class CreateConfigureStep;
class CreatePackagesStep;
class CreateReviewStep;
class CreateScriptsStep;
class CreateTemplateStep;
class HostLookups;
class TemplatesController;
struct NodeEntry;
struct HostInfo;

/// The wizard a run begins with: template, configuration, packages, scripts, review. What was typed stays
/// until the operator changes it: errors, a lost connection or a failed run change nothing here, and a draft
/// of it is on disk.
class CreatePage : public QWidget
{
    Q_OBJECT
public:
    /// What the page works with; all of it outlives the page.
    struct Parts
    {
        CreateContainerController &controller;
        HostLookups &lookups;
        TemplatesController &templates;
        DraftStore &drafts;
        PresetStore &presets;
    };
    explicit CreatePage(const Parts &parts, QWidget *parent = nullptr);

    void setHost(const HostInfo &host);
    void setNodes(const QList<NodeEntry> &nodes);
    ContainerSpec spec() const; ///< as typed
    CreateDraft draft() const;  ///< with the root password: not for a file
    /// What the wizard has no field for (files) is kept, named and sent again, until the operator leaves it
    /// out. `remark`: what could not be brought back.
    void setSpec(const ContainerSpec &spec, const QString &remark = {});
    void setDraft(const CreateDraft &draft);
    void refill(const EarlierRequest &request) { setSpec(request.spec, request.remark); }
    /// Beside a refusal: a button that deletes the failed container of the same name.
    void offerDeletion(bool offered);
    /// The page is being opened: after a creation it begins anew.
    void arrive();
    void chooseTemplate(const QString &name); ///< with its size, and on to the next step
    /// For the next one: same choices, a free name suggested.
    void prepareAnother();
    CreateStep step() const;

public slots:
    void goTo(slipway::desktop::CreateStep step);
    void next();
    void back();
    void submit(); ///< when nothing is in the way; otherwise leads there

signals:
    void cancelled();
    void deletionRequested();

private:
    QWidget *makeOffer();
    QWidget *makeBar();
    void connectController();
    void connectSteps();
    void makeShortcuts();
    void startAnew();
    void push();
    void keepDraft();
    void showErrors();
    void showState();
    void showRefusal(const QString &message);
    void showCarried(const QString &remark);
    void showOffer();
    void showEntry();
    void continueEarlier();
    void applyPreset(const QString &name);
    void replaceWith(const CreateDraft &draft, const QString &message);
    void savePreset();
    void managePresets();
    QList<TemplateScript> ownScripts(const QList<ScriptSpec> &scripts) const;
    bool isNameQuiet() const;

    CreateContainerController &m_controller;
    TemplatesController &m_templates;
    DraftStore &m_drafts;
    PresetStore &m_presets;
    bool m_touched = false; ///< an untouched empty name is not an error yet
    bool m_filling = false;
    bool m_isSpent = false;  ///< what stands here was created
    QSet<CreateStep> m_seen; ///< steps that were left once
    ContainerSpec m_carried; ///< of it only what the wizard has no field for
    CreateDraft m_pristine;
    std::optional<CreateDraft> m_undo;
    elements::StepHeader *m_header;
    elements::InlineMessage *m_message;
    elements::InlineMessage *m_carriedNote;
    elements::InlineMessage *m_undoNote;
    elements::Card *m_offer = nullptr;
    theme::Label *m_offerText = nullptr;
    QStackedWidget *m_stack;
    CreateTemplateStep *m_template;
    CreateConfigureStep *m_configure;
    CreatePackagesStep *m_packages;
    CreateScriptsStep *m_scripts;
    CreateReviewStep *m_review;
    theme::Label *m_whyNot = nullptr;
    QPushButton *m_back = nullptr;
    QPushButton *m_next = nullptr;
    QPushButton *m_submit = nullptr;
};

/// "web-01" → "web-02", "web" → "web-2"; a pattern stays.
QString nextHostname(const QString &hostname);

} // namespace slipway::desktop
